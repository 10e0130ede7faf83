@testable import EdgeCore
@testable import EdgeHTTP2
import Synchronization
import TestSupport
import Testing

/// Large bodies of HTTP/2 in front of the turnstile.
@Suite struct HTTP2UploadTests {
    private static func frames(_ stream: UInt32, _ bytes: Int) -> [UInt8] {
        stride(from: 0, to: bytes, by: 16_000).flatMap { from in
            FrameBytes.data(stream, [UInt8](repeating: 0x62, count: min(16_000, bytes - from)))
        }
    }

    @Test("who waits gets no window, and the streams beside it go on; then its body passes whole")
    func windows() async throws {
        let free = Gate<Bool>()
        let upstream = TestUpstream { side in
            guard let request = side.readRequest() else { return }
            if request.head.hasPrefix("POST /first ") { _ = free.wait() }
            side.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\n\(String(request.body.count + 100_000).suffix(6))")
        }
        let configure = { (configuration: inout EdgeServer.Configuration) in
            configuration.sites[0].uploads = UploadLimit(1, over: 1000)
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2], configure: configure) { edge in
            let client = TestClient.connected(edge.port)
            let length = ("content-length", "64000")
            client.send(FrameBytes.headers(1, FrameBytes.request("POST", "/first", [length]), end: false) + Self.frames(1, 64_000))
            client.send(FrameBytes.data(1, [], end: true))
            edge.settle()
            let long = ("content-length", "100000")
            client.send(FrameBytes.headers(3, FrameBytes.request("POST", "/second", [long]), end: false) + Self.frames(3, 64_000))
            client.send(FrameBytes.headers(5, FrameBytes.request("GET", "/small")))
            var granted = 0
            while let frame = client.next() {
                if frame.type == 8, frame.stream == 3 { granted += 1 }
                if frame.stream == 5, frame.endsStream { break }
            }
            edge.settle()
            #expect(granted == 0)
            // What was sent within the window that everybody begins with, and nothing more.
            #expect((64_000...80_000).contains(edge.counters.keptBytes), "\(edge.counters.keptBytes)")
            free.open()
            #expect(client.first { $0.type == 8 && $0.stream == 3 } != nil)
            client.send(Self.frames(3, 36_000) + FrameBytes.data(3, [], end: true))
            #expect(client.response(on: 3).text == "200000")
        }
    }
}
