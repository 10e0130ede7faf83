/// The uploads of one worker that wait in front of a turnstile.
final class WaitingUploads {
    private var exchanges: [Turnstile.Ticket: Exchange] = [:]
    private var next = 0
    private let handle: WorkerHandle

    init(handle: WorkerHandle) { self.handle = handle }

    /// A place, or a ticket to wait with.
    func enter(_ turnstile: Turnstile, for exchange: Exchange) -> Turnstile.Ticket? {
        next += 1
        let ticket = Turnstile.Ticket(worker: handle.index, number: next)
        guard !turnstile.enter(ticket, handle) else { return nil }
        exchanges[ticket] = exchange
        return ticket
    }

    /// A place has become free. Whoever has gone meanwhile leaves it to the next.
    func admitted(_ ticket: Turnstile.Ticket, by turnstile: Turnstile) {
        guard let exchange = exchanges.removeValue(forKey: ticket) else { return turnstile.leave() }
        exchange.uploadAdmitted()
    }

    func cancel(_ ticket: Turnstile.Ticket, at turnstile: Turnstile) {
        exchanges[ticket] = nil
        turnstile.cancel(ticket)
    }
}
