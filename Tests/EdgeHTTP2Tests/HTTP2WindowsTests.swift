import Testing

@testable import EdgeHTTP2

@Suite struct HTTP2WindowsTests {
    private func windows(stream: Int = 1 << 24, connection: Int = 1 << 25) -> HTTP2Windows {
        HTTP2Windows(streamBytes: stream, connectionBytes: connection)
    }

    /// Receives a whole window between a measurement's beginning and its end.
    private func saturate(_ windows: inout HTTP2Windows, _ stream: inout HTTP2Windows.Stream, room: Int = 1 << 30) -> Int? {
        while !windows.received(4096, on: &stream) {}
        _ = windows.received(stream.size, on: &stream)
        windows.answered()
        return windows.grow(&stream, isConsumed: true, workerRoom: room)
    }

    @Test("a stream that its window holds back grows until its bound")
    func grows() {
        var windows = windows()
        var stream = HTTP2Windows.Stream()
        var sizes: [Int] = []
        while let size = saturate(&windows, &stream), size < 1 << 24 { sizes.append(size) }
        #expect(sizes == [1 << 18, 1 << 20, 1 << 22])
        #expect(stream.size == 1 << 24)
    }

    @Test("a stream on a short path stays as it is")
    func staysSmall() {
        var windows = windows()
        var stream = HTTP2Windows.Stream()
        while !windows.received(4096, on: &stream) {}
        _ = windows.received(8192, on: &stream)
        windows.answered()
        #expect(windows.grow(&stream, isConsumed: true, workerRoom: 1 << 30) == nil)
    }

    @Test("a stream whose bytes are not consumed does not grow")
    func stalled() {
        var windows = windows()
        var stream = HTTP2Windows.Stream()
        while !windows.received(4096, on: &stream) {}
        _ = windows.received(65536, on: &stream)
        windows.answered()
        #expect(windows.grow(&stream, isConsumed: false, workerRoom: 1 << 30) == nil)
    }

    @Test("streams share the total of their connection, and give it back")
    func connectionTotal() {
        var windows = windows(connection: 300_000)
        var one = HTTP2Windows.Stream()
        var other = HTTP2Windows.Stream()
        #expect(saturate(&windows, &one) == 1 << 18)
        #expect(saturate(&windows, &other) == 65536 + 300_000 - (1 << 18) + 65536)
        #expect(windows.grownBytes == 300_000)
        #expect(windows.ended(&one) == (1 << 18) - 65536)
        #expect(windows.ended(&other) > 0)
        #expect(windows.grownBytes == 0)
    }

    @Test("nothing grows where the worker has no room")
    func workerTotal() {
        var windows = windows()
        var stream = HTTP2Windows.Stream()
        #expect(saturate(&windows, &stream, room: 0) == nil)
        #expect(saturate(&windows, &stream, room: 1000) == 66536)
    }

    @Test("measurements become rare where they change nothing")
    func probesBackOff() {
        var windows = windows()
        var stream = HTTP2Windows.Stream()
        var probes = 0
        for _ in 0..<25_600 where windows.received(4096, on: &stream) {
            probes += 1
            windows.answered()
        }
        // 100 MiB.
        #expect(probes < 40)
    }
}
