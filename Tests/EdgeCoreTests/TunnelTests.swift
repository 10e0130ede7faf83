import Testing

@testable import EdgeCore

@Suite("A tunnel")
struct TunnelTests {
    private let text: [UInt8] = [0x81, 2] + Array("hi".utf8)
    private let clientText: [UInt8] = [0x81, 0x82, 0, 0, 0, 0] + Array("hi".utf8)
    private let clientClose: [UInt8] = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8]

    private func open() -> Subject { Subject(Tunnel(isWebSocket: true)) }

    private static func restart(_ reason: String) -> [UInt8] {
        [0x88, UInt8(reason.utf8.count + 2), 0x03, 0xF4] + Array(reason.utf8)
    }

    private func unmasked(_ frame: [UInt8]?) -> [UInt8] {
        guard let frame, frame.count > 6, frame[1] & 0x80 != 0 else { return [] }
        let payload = frame.dropFirst(6).enumerated().map { $1 ^ frame[2 + $0 % 4] }
        return [frame[0], frame[1] & 0x7F] + payload
    }

    @Test("passes everything both ways, and knows the code of a Close that passed")
    func passes() {
        let tunnel = open()
        #expect(tunnel.clientSent(clientText) == .init(count: clientText.count))
        #expect(tunnel.upstreamSent(text) == .init(count: text.count))
        #expect(tunnel.closeCode == 1006)
        #expect(tunnel.clientSent(clientClose) == .init(count: clientClose.count))
        #expect(tunnel.closeCode == 1000)
        #expect(tunnel.clientEnded() == .passOn)
        #expect(tunnel.upstreamSent(text) == .init(count: text.count, timesSilence: true))
        #expect(tunnel.upstreamEnded() == .end)
    }

    @Test("tells both sides at a border, drops what comes behind, and ends with the client's answer")
    func closes() {
        let tunnel = open()
        #expect(tunnel.plan(.stopping))
        let close = Self.restart("the server restarts")
        guard case .close(let client, let upstream, let wait) = tunnel.timeReached() else {
            Issue.record("no Close")
            return
        }
        #expect(client == close)
        #expect(unmasked(upstream) == close)
        #expect(wait == Tunnel.closeAnswer)
        #expect(tunnel.upstreamSent(text) == .init(count: 0))
        #expect(tunnel.clientSent(clientText) == .init(count: 0))
        #expect(tunnel.clientSent(clientClose) == .init(count: 0, ends: true))
        #expect(tunnel.closeCode == 1000)
    }

    @Test("inside a frame it waits for the border, in each direction by itself")
    func waitsForBorders() {
        let tunnel = open()
        _ = tunnel.upstreamSent([0x81, 5, 104])
        _ = tunnel.clientSent([0x81, 0x85, 0, 0, 0, 0, 104])
        #expect(tunnel.plan(.stopping))
        #expect(tunnel.timeReached() == .close(client: nil, upstream: nil, wait: Tunnel.borderWait))
        let down = tunnel.upstreamSent((Array("ello".utf8) + text))
        #expect(down == .init(count: 4, close: Self.restart("the server restarts")))
        let up = tunnel.clientSent(Array("ell".utf8))
        #expect(up == .init(count: 3))
        let last = tunnel.clientSent((Array("o".utf8) + clientClose))
        #expect(last.count == 1 && last.ends)
        #expect(unmasked(last.close) == Self.restart("the server restarts"))
    }

    @Test("a client that does not answer is waited for once, then both sides end")
    func noAnswer() {
        let tunnel = open()
        #expect(tunnel.plan(.stopping))
        _ = tunnel.timeReached()
        #expect(!tunnel.plan(.stopping))
        #expect(tunnel.upstreamEnded() == .nothing)
        #expect(tunnel.upstreamBroke() == .nothing)
        #expect(tunnel.timeReached() == .end)
        #expect(tunnel.closeCode == 1012)
    }

    @Test("an upstream that goes without a Close is told to the client in its turn; what it sends meanwhile goes nowhere")
    func orphaned() {
        for broke in [false, true] {
            let tunnel = open()
            _ = tunnel.upstreamSent(text)
            #expect((broke ? tunnel.upstreamBroke() : tunnel.upstreamEnded()) == .tellInTurn)
            #expect(tunnel.clientSent(clientText) == .init(count: 0))
            #expect(tunnel.plan(.upstreamGone))
            let close = Self.restart("the chat server restarts")
            #expect(tunnel.timeReached() == .close(client: close, upstream: nil, wait: Tunnel.closeAnswer))
            #expect(tunnel.clientSent(clientClose) == .init(count: 0, ends: true))
        }
    }

    @Test("a client that closes or leaves while its turn has not come just ends")
    func leavesBeforeItsTurn() {
        let tunnel = open()
        #expect(tunnel.upstreamEnded() == .tellInTurn)
        #expect(tunnel.clientSent(clientClose) == .init(count: 0, ends: true))
        let other = open()
        #expect(other.upstreamEnded() == .tellInTurn)
        #expect(other.clientEnded() == .end)
    }

    @Test("after a Close, or inside a frame, the upstream's end is passed on as it is, and its break breaks off")
    func upstreamGone() {
        for last in [Self.restart("bye"), [0x81, 9, 1]] {
            let ended = open()
            _ = ended.upstreamSent(last)
            #expect(ended.upstreamEnded() == .passOn)
            #expect(ended.timeReached() == .breakOff)
            let broken = open()
            _ = broken.upstreamSent(last)
            #expect(broken.upstreamBroke() == .breakOff)
        }
    }

    @Test("nothing is put into bytes that are no frames, nor into another protocol; in their turn they just end")
    func opaque() {
        let other = Subject(Tunnel(isWebSocket: false))
        #expect(other.upstreamSent(text) == .init(count: text.count))
        #expect(other.plan(.stopping))
        #expect(other.timeReached() == .end)
        let illegal = open()
        #expect(illegal.upstreamSent(Array("last words".utf8)).count == 10)
        #expect(illegal.upstreamEnded() == .passOn)
        #expect(illegal.closeCode == 1006)
    }
}

/// A tunnel by reference, so that its steps may stand in expectations.
private final class Subject {
    private var tunnel: Tunnel

    init(_ tunnel: Tunnel) { self.tunnel = tunnel }

    var closeCode: UInt16 { tunnel.closeCode }
    func clientSent(_ bytes: [UInt8]) -> Tunnel.Passage { tunnel.clientSent(bytes.span) }
    func upstreamSent(_ bytes: [UInt8]) -> Tunnel.Passage { tunnel.upstreamSent(bytes.span) }
    func clientEnded() -> Tunnel.OnEnd { tunnel.clientEnded() }
    func upstreamEnded() -> Tunnel.OnEnd { tunnel.upstreamEnded() }
    func upstreamBroke() -> Tunnel.OnEnd { tunnel.upstreamBroke() }
    func plan(_ farewell: TunnelFarewell, at milliseconds: Int = 1000) -> Bool {
        tunnel.plan(farewell, at: Instant(nanoseconds: 0) + .milliseconds(milliseconds))
    }
    func timeReached() -> Tunnel.OnTime { tunnel.timeReached() }
}
