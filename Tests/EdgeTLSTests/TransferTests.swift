import EdgeCore
import Testing

@testable import EdgeTLS

@Suite("Bytes over TLS")
struct TransferTests {
    let authority = TestAuthority.shared

    private func pair() throws -> TLSPair {
        try TLSPair(server([authority.credential("a.example")]), TestClient("a.example")).connected()
    }

    private func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) } }

    @Test("arrive whole, both ways at once, through sockets that fill up")
    func large() throws {
        let pair = try pair()
        let down = pattern(3_000_001)
        let up = pattern(1_234_567)
        pair.server.transport.send(down.span, moreFollows: false)
        pair.client.transport.send(up.span, moreFollows: false)
        // What the socket did not take waits in the wire: writing never has to be repeated.
        #expect(pair.server.transport.unsentBytes > 2_000_000)
        var received: (server: [UInt8], client: [UInt8]) = ([], [])
        var rounds = 0
        while received.client.count < down.count || received.server.count < up.count, rounds < 10_000 {
            rounds += 1
            received.client += pair.client.receive().bytes
            received.server += pair.server.receive().bytes
            #expect(pair.server.transport.flush() && pair.client.transport.flush())
        }
        #expect(received.client == down)
        #expect(received.server == up)
        #expect(pair.server.transport.unsentBytes == 0)
    }

    @Test("of several records come in one read, and a small room leaves the rest inside, and says so")
    func records() throws {
        let pair = try pair()
        for word in ["one ", "two ", "three"] { pair.client.send(word) }
        #expect(pair.server.receive().bytes == Array("one two three".utf8))
        pair.client.send("0123456789")
        pair.server.poke()
        let scratch = Scratch(capacity: 4)
        var room = scratch.room(from: 0)
        #expect(pair.server.transport.receive(into: &room) == .bytes(4))
        #expect(pair.server.transport.hasBufferedInput)
        #expect(pair.server.receive().bytes == Array("456789".utf8))
        #expect(!pair.server.transport.hasBufferedInput)
        #expect(pair.server.receive().result == .wouldBlock)
    }

    @Test("may still come after the other end has said goodbye")
    func halfClose() throws {
        let pair = try pair()
        pair.client.send("question")
        pair.client.transport.finishSending()
        #expect(pair.server.receive().bytes == Array("question".utf8))
        #expect(pair.server.receive().result == .endOfStream)
        pair.server.send("answer")
        pair.server.transport.finishSending()
        #expect(pair.client.receive().bytes == Array("answer".utf8))
        #expect(pair.client.receive().result == .endOfStream)
        pair.server.send("too late")
        #expect(pair.client.receive().result == .endOfStream)
    }

    @Test("of several records are taken from the socket by one call where that is asked for")
    func bulk() throws {
        let bytes = pattern(4 * 16_384)
        for isBulk in [false, true] {
            let pair = try pair()
            if isBulk { pair.server.transport.readInBulk() }
            pair.client.transport.send(bytes.span, moreFollows: false)
            let left = pair.server.leftAfterOneByte()
            #expect(isBulk ? left == 0 : left > 2 * 16_384)
            var received: [UInt8] = []
            while received.count < bytes.count - 1 {
                let part = pair.server.receive().bytes
                guard !part.isEmpty else { break }
                received += part
            }
            #expect(received[...] == bytes[1...])
        }
    }

    @Test("wait before the goodbye when the socket is full")
    func goodbyeInOrder() throws {
        let pair = try pair()
        let bytes = pattern(1_000_000)
        pair.server.transport.send(bytes.span, moreFollows: false)
        pair.server.transport.finishSending()
        var received: [UInt8] = []
        for _ in 0..<10_000 {
            let (result, part) = pair.client.receive()
            if result == .endOfStream { break }
            received += part
            pair.server.poke()
            _ = pair.server.transport.flush()
        }
        #expect(received == bytes)
    }

    @Test("cut off without a goodbye are a break, never an end (RFC 8446 §6.1)")
    func truncated() throws {
        let pair = try pair()
        pair.client.send("half of a mess")
        pair.client.wire.socket.shutDownSending()
        #expect(pair.server.receive().bytes == Array("half of a mess".utf8))
        guard case .failed = pair.server.receive().result else {
            Issue.record("a cut was taken for an end")
            return
        }
    }

    @Test("that were tampered with are a break")
    func tampered() throws {
        let pair = try pair()
        pair.client.wire.send(([0x17, 3, 3, 0, 32] + [UInt8](repeating: 7, count: 32)).span)
        guard case .failed = pair.server.receive().result else {
            Issue.record("a forged record was taken")
            return
        }
        guard case .failed = pair.server.receive().result else {
            Issue.record("a broken session went on")
            return
        }
        #expect(!pair.server.transport.flush())
    }

    @Test("are not queued without end for a peer that asks for key updates and reads nothing")
    func keyUpdateFlood() throws {
        let pair = try pair()
        let client = try #require(pair.client.tls)
        for _ in 0..<10_000 { #expect(client.requestKeyUpdate()) }
        pair.client.send("after the flood")
        var last = (read: -1, queued: -1)
        var peak = 0
        // Until nothing moves: the server has read all that it will without being read from.
        while true {
            pair.client.wire.becameWritable()
            _ = pair.client.transport.flush()
            #expect(pair.server.receive().result == .wouldBlock)
            peak = max(peak, pair.server.transport.unsentBytes)
            let now = (pair.client.transport.unsentBytes, pair.server.transport.unsentBytes)
            if now == last { break }
            last = now
        }
        #expect(peak > TLSSession.unaskedBytesLimit)
        #expect(peak < TLSSession.unaskedBytesLimit + 32 * 1024)
        // Once the peer reads, all goes on.
        var received: [UInt8] = []
        for _ in 0..<10_000 where received.isEmpty {
            _ = pair.client.receive()
            _ = pair.client.transport.flush()
            received += pair.server.receive().bytes
        }
        #expect(received == Array("after the flood".utf8))
    }
}
