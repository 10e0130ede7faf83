internal import UnixSignals

/// What signals ask of the running edge.
enum SignalEvent: Sendable {
    case stop(name: String)
    case stopAtOnce(name: String)
    /// Reads the configuration again, and opens logs again.
    case reload(name: String)
    case reopenLogs(name: String)
}

/// Signals as events, from now on; none of them has its default effect any more.
struct SignalEvents: AsyncSequence, Sendable {
    private let signals: UnixSignalsSequence

    init() async {
        signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sigquit, .sighup, .sigusr1, .sigusr2)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var base: UnixSignalsSequence.AsyncIterator
        private var isStopping = false

        fileprivate init(_ base: UnixSignalsSequence.AsyncIterator) { self.base = base }

        mutating func next() async -> SignalEvent? {
            guard let signal = await base.next() else { return nil }
            switch signal {
            case .sigterm, .sigint:
                defer { isStopping = true }
                let name = signal == .sigterm ? "TERM" : "INT"
                return isStopping ? .stopAtOnce(name: name) : .stop(name: name)
            case .sigquit: return .stopAtOnce(name: "QUIT")
            case .sighup: return .reload(name: "HUP")
            case .sigusr1: return .reload(name: "USR1")
            default: return .reopenLogs(name: "USR2")
            }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(signals.makeAsyncIterator()) }
}
