import COpenSSL
import EdgeCore
import Synchronization
import Testing

@testable import EdgeTLS

@Suite("Session tickets")
struct ResumptionTests {
    let authority = TestAuthority.shared
    let clock = TestClock()

    /// Connects, takes a ticket, and says what to resume with.
    private func ticket(_ provider: TLSTransportProvider, _ name: String, version: Int32 = 0) throws -> TestClient.Held
    {
        let pair = try TLSPair(provider, TestClient(name, version: version)).connected()
        // 1.3 sends tickets behind the handshake: they are read with the first bytes.
        pair.server.send("hello")
        #expect(pair.client.receive().bytes == Array("hello".utf8))
        return TestClient.Held(try #require(pair.client.tls?.exportSession()))
    }

    private func isResumed(
        _ provider: TLSTransportProvider, _ name: String, with session: TestClient.Held, version: Int32 = 0
    ) throws -> Bool {
        let pair = try TLSPair(provider, TestClient(name, version: version, resuming: session)).connected()
        #expect(pair.server.transport.session.isResumed == pair.client.transport.session.isResumed)
        return pair.server.transport.session.isResumed
    }

    private func keys() -> SessionTicketKeys { SessionTicketKeys { [clock] in clock.seconds } }

    @Test("resume a session, with both versions", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func resume(version: Int32) throws {
        let provider = try server([authority.credential("a.example")])
        let session = try ticket(provider, "a.example", version: version)
        #expect(try isResumed(provider, "a.example", with: session, version: version))
    }

    @Test("leave with the first bytes of an answer, in front of them")
    func withTheAnswer() throws {
        let provider = try server([authority.credential("a.example")])
        let pair = try TLSPair(provider, TestClient("a.example", version: TLS1_3_VERSION)).connected()
        #expect(pair.client.receive().result == .wouldBlock)
        #expect(pair.server.transport.flush())
        #expect(pair.server.transport.unsentBytes == 0)
        #expect(pair.client.receive().result == .wouldBlock)
        pair.server.send("hello")
        #expect(pair.client.receive().bytes == Array("hello".utf8))
        let session = TestClient.Held(try #require(pair.client.tls?.exportSession()))
        #expect(try isResumed(provider, "a.example", with: session))
    }

    @Test("are good in another worker or process that has the keys, and with renewed certificates")
    func handedOver() throws {
        let keys = keys()
        let before = try server([authority.credential("a.example")], tickets: keys)
        let session = try ticket(before, "a.example")
        let imported = self.keys()
        let after = try server([authority.credential("a.example")], tickets: imported)
        #expect(try !isResumed(after, "a.example", with: session))
        #expect(imported.adopt(keys.export()))
        #expect(try isResumed(after, "a.example", with: session))
    }

    @Test("are good for two rotations, and not for a third")
    func rotation() throws {
        let provider = try server([authority.credential("a.example")], tickets: keys())
        let session = try ticket(provider, "a.example", version: TLS1_2_VERSION)
        for hour in [0, 13, 13] {
            clock.advance(by: hour * 3600)
            // A full handshake by someone else is what makes the next key.
            _ = try ticket(provider, "a.example", version: TLS1_2_VERSION)
            #expect(try isResumed(provider, "a.example", with: session, version: TLS1_2_VERSION))
        }
        clock.advance(by: 13 * 3600)
        _ = try ticket(provider, "a.example", version: TLS1_2_VERSION)
        #expect(try !isResumed(provider, "a.example", with: session, version: TLS1_2_VERSION))
    }

    @Test("of one site do not open another", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func bound(version: Int32) throws {
        let credential = try authority.credential("a.example", "b.example")
        let provider = try server([credential])
        let session = try ticket(provider, "a.example", version: version)
        #expect(try !isResumed(provider, "b.example", with: session, version: version))
    }

    @Test("keys are three at most, each its own, and what is no export is not adopted")
    func export() {
        let keys = keys()
        let one = keys.export()
        for _ in 0..<5 { keys.rotate() }
        let three = keys.export()
        #expect(one.count == 1 + SessionTicketKey.byteCount)
        #expect(three.count == 1 + 3 * SessionTicketKey.byteCount)
        let other = self.keys()
        let bad: [[UInt8]] = [[], [1], [2] + one.dropFirst(), one.dropLast(), three + one.dropFirst()]
        for bytes in bad {
            #expect(!other.adopt(bytes))
        }
        #expect(other.adopt(three))
        #expect(other.export() == three)
    }
}

/// Seconds that tests move.
final class TestClock: Sendable {
    private let value = Mutex(SystemClock.seconds)

    var seconds: Int { value.withLock { $0 } }
    func advance(by seconds: Int) { value.withLock { $0 += seconds } }
}
