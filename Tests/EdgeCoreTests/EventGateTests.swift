@testable import EdgeCore
import TestSupport
import Testing

/// What strangers can have happen often does not fill the log.
@Suite("Bounds of events")
struct EventGateTests {
    private func lines(_ note: (EventGate) -> Void) async throws -> [String] {
        let (sink, log) = (EventSink(), LogRecorder())
        note(EventGate(loop: try EventLoop(timeSource: TimeSource()), sink: sink))
        sink.finish()
        await sink.write(to: log.logger)
        return log.lines
    }

    private func event(_ message: StaticString = "something", upstream: String? = nil) -> Event {
        Event(level: .warning, message: message, detail: "d", peer: SocketAddress.loopbackIPv4, upstream: upstream)
    }

    @Test("ten are told, the others counted, and the next period begins anew")
    func counting() async throws {
        let lines = try await lines { gate in
            for _ in 0..<1000 { gate.note(event()) }
            gate.endPeriod()
            for _ in 0..<10 { gate.note(event()) }
            gate.endPeriod()
            gate.endPeriod()
        }
        let told = "warning something client=127.0.0.1 detail=d"
        #expect(lines == Array(repeating: told, count: 10) + ["warning something more=990"] + Array(repeating: told, count: 10))
    }

    @Test("a flood of one message hides no other one, and no other upstream")
    func apart() async throws {
        let lines = try await lines { gate in
            // More than the queue in front of the log has room for.
            for _ in 0..<5000 { gate.note(event("flood")) }
            for name in ["a", "b"] {
                for _ in 0..<11 { gate.note(event("away", upstream: name)) }
            }
            gate.note(event("rare"))
            gate.endPeriod()
        }
        let counts = Dictionary(grouping: lines) { $0.split(separator: " ")[1] }.mapValues(\.count)
        #expect(counts == ["flood": 11, "away": 22, "rare": 1])
        for more in ["flood more=4990", "away more=1 upstream=a", "away more=1 upstream=b"] {
            #expect(lines.contains("warning \(more)"))
        }
    }
}
