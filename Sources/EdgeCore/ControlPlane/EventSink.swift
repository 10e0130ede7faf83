internal import Logging

/// Something rare that happened on a worker, on its way to the log.
package struct Event: Sendable {
    /// The data plane's own words for levels: it knows no logger.
    package enum Level: Sendable { case debug, notice, warning, error }

    var level: Level
    var message: StaticString
    var detail: String
    var peer: SocketAddress?
    var upstream: String?
    /// How many more of its kind it stands for, which were not told one by one.
    var more = 0

    /// A line for others like it.
    func standing(for count: Int) -> Event { Event(level: level, message: message, detail: "", upstream: upstream, more: count) }
}

/// Where workers leave events; a task writes them. Bounded: under a flood the oldest are forgotten, never a worker stopped.
final class EventSink: Sendable {
    private let continuation: AsyncStream<Event>.Continuation
    private let stream: AsyncStream<Event>

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1024))
    }

    func note(_ event: Event) { continuation.yield(event) }

    func finish() { continuation.finish() }

    /// Writes events until `finish`.
    func write(to logger: Logger) async {
        for await event in stream {
            var metadata: Logger.Metadata = [:]
            if !event.detail.isEmpty { metadata["detail"] = "\(LogText.escaped(event.detail))" }
            if let peer = event.peer { metadata["client"] = "\(peer.host)" }
            if let upstream = event.upstream { metadata["upstream"] = "\(upstream)" }
            if event.more > 0 { metadata["more"] = "\(event.more)" }
            logger.log(level: event.level.loggerLevel, "\(event.message)", metadata: metadata)
        }
    }
}

extension Event.Level {
    fileprivate var loggerLevel: Logger.Level {
        switch self {
        case .debug: .debug
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}
