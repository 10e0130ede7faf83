/// Bounds what a worker says in the log: some events strangers can have happen as often as they like.
///
/// Of each message, and each upstream, ten are told in ten seconds. What comes beyond is counted, and its number told when the
/// ten seconds are over. So events cannot fill a disk, nor push others out of the queue in front of the log.
final class EventGate: AlarmOwner {
    private struct Told {
        var count = 0
        /// The last one that was left out.
        var omitted: Event?
    }

    private let loop: EventLoop
    private let sink: EventSink
    private let alarm = Alarm()
    /// By message and upstream: both are ours, so that their number is bounded.
    private var told: [String: Told] = [:]

    static let most = 10
    static let period = Interval.seconds(10)

    init(loop: EventLoop, sink: EventSink) {
        self.loop = loop
        self.sink = sink
    }

    func note(_ event: Event) {
        if told.isEmpty { loop.set(alarm, for: self, at: loop.now + Self.period) }
        let key = "\(event.message) \(event.upstream ?? "")"
        let count = (told[key]?.count ?? 0) + 1
        let isTold = count <= Self.most
        told[key] = Told(count: count, omitted: isTold ? nil : event)
        if isTold { sink.note(event) }
    }

    func deadlineReached(_ alarm: Alarm, at now: Instant) { endPeriod() }

    /// Tells how many were left out, and begins anew.
    func endPeriod() {
        alarm.cancel()
        for (count, event) in told.values.map({ ($0.count, $0.omitted) }) {
            guard let event else { continue }
            sink.note(event.standing(for: count - Self.most))
        }
        told = [:]
    }
}
