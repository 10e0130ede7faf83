import EdgeCore
import Testing

@testable import EdgeHTTP2

@Suite struct HTTP2WindowsTests {
    private func windows(stream: Int = 1 << 24, connection: Int = 1 << 25) -> HTTP2Windows {
        HTTP2Windows(streamBytes: stream, connectionBytes: connection)
    }

    private let start = Instant(nanoseconds: 1_000_000_000)

    /// One round trip of 100 ms in which this many bytes arrive in one burst, as they do when a window holds them back.
    private func trip(
        _ windows: inout HTTP2Windows, _ stream: inout HTTP2Windows.Stream, bytes: Int? = nil, isConsumed: Bool = true,
        room: Int = 1 << 30, number: Int = 0
    ) -> Int? {
        let begin = start + .milliseconds(100 * number)
        for _ in 0..<(bytes ?? stream.size) / 4096 { _ = windows.received(4096, on: &stream, at: begin) }
        let end = begin + .milliseconds(100)
        windows.answered(at: end)
        return windows.grow(&stream, isConsumed: isConsumed, workerRoom: room, at: end)
    }

    @Test("a stream that its window holds back grows until its bound, by sixteen to 1 MiB and by four beyond")
    func grows() {
        var windows = windows()
        var stream = HTTP2Windows.Stream()
        let sizes = (0..<6).compactMap { trip(&windows, &stream, number: $0) }
        #expect(sizes == [1 << 20, 1 << 22, 1 << 24])
        #expect(stream.size == 1 << 24)
    }

    @Test("a stream that uses a quarter of its window stays as it is")
    func staysSmall() {
        var windows = windows()
        var stream = HTTP2Windows.Stream()
        for number in 0..<20 { #expect(trip(&windows, &stream, bytes: 16_384, number: number) == nil) }
    }

    @Test("a stream whose bytes are not consumed does not grow")
    func stalled() {
        var windows = windows()
        var stream = HTTP2Windows.Stream()
        #expect(trip(&windows, &stream, isConsumed: false) == nil)
    }

    @Test("streams share the total of their connection, and give it back")
    func connectionTotal() {
        var windows = windows(connection: 1_000_000)
        var one = HTTP2Windows.Stream()
        var other = HTTP2Windows.Stream()
        #expect(trip(&windows, &one) == 1 << 20)
        #expect(trip(&windows, &other) == 65536 + 1_000_000 - (1 << 20) + 65536)
        #expect(windows.grownBytes == 1_000_000)
        #expect(windows.ended(&one) == (1 << 20) - 65536)
        #expect(windows.ended(&other) > 0)
        #expect(windows.grownBytes == 0)
    }

    @Test("nothing grows where the worker has no room")
    func workerTotal() {
        var windows = windows()
        var stream = HTTP2Windows.Stream()
        #expect(trip(&windows, &stream, room: 0) == nil)
        #expect(trip(&windows, &stream, room: 1000, number: 1) == 66536)
    }

    @Test("measurements become rare where they change nothing")
    func probesBackOff() {
        var windows = windows()
        var stream = HTTP2Windows.Stream()
        var probes = 0
        for number in 0..<25_600 {
            // A fast path: a piece each 10 µs, and an answer 10 µs later.
            let now = start + Interval(nanoseconds: Int64(number) * 20_000)
            guard windows.received(4096, on: &stream, at: now) else { continue }
            probes += 1
            windows.answered(at: now + Interval(nanoseconds: 10_000))
            _ = windows.grow(&stream, isConsumed: true, workerRoom: 1 << 30, at: now + Interval(nanoseconds: 10_000))
        }
        // 100 MiB.
        #expect(probes < 40)
    }
}
