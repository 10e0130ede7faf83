/// A large upload's way through the turnstile of its site.
extension Exchange {
    enum UploadPlace {
        case waiting(Turnstile.Ticket, Turnstile)
        case taken(Turnstile)
    }

    /// Takes a place for a large body, or waits for one: what has come of the body is kept, and no more is read.
    ///
    /// - Returns: whether the request may go on at once.
    func entersTurnstile(in pool: UpstreamPool) -> Bool {
        guard let uploads = site?.uploads, isLarge(over: uploads.over) else { return true }
        guard let ticket = worker.uploads.enter(uploads.turnstile, for: self) else {
            upload = .taken(uploads.turnstile)
            return true
        }
        upload = .waiting(ticket, uploads.turnstile)
        leaseWaits(Lease(exchange: self, pool: pool, number: 0, deadline: .never))
        return false
    }

    private func isLarge(over bytes: Int) -> Bool {
        switch request.bodyLength {
        case .none: false
        case .known(let count): count > bytes
        case .untilEnd, .untilClose: true
        }
    }

    /// It is this upload's turn.
    func uploadAdmitted() {
        guard case .waiting(_, let turnstile) = upload else { return }
        upload = .taken(turnstile)
        pool?.lease(for: self)
    }

    func leaveTurnstile() {
        switch upload {
        case .waiting(let ticket, let turnstile): worker.uploads.cancel(ticket, at: turnstile)
        case .taken(let turnstile): turnstile.leave()
        case nil: break
        }
        upload = nil
    }
}
