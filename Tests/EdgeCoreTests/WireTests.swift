import Glibc
import Testing

@testable import EdgeCore

/// What the kernel keeps unsent of a socket, as it was told.
private func unsentLimit(of socket: Socket) -> Int32 {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    unsafe getsockopt(socket.descriptor, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &value, &length)
    return value
}

@Suite("A wire")
struct WireTests {
    private let listener: Socket
    private let wire: Wire
    private let peer: Socket
    private let scratch = Scratch(capacity: 4096)

    init() throws {
        listener = try Socket.listening(on: .loopbackIPv4, dualStack: false, backlog: 1)
        let socket = try Socket.connecting(to: try #require(listener.localAddress()))
        var descriptor = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
        #expect(unsafe poll(&descriptor, 1, 5000) == 1)
        peer = try #require(try listener.accept()).socket
        wire = Wire(socket: socket)
    }

    /// What has come within the time; waits for something to come, not for it to end.
    private func arrived(within milliseconds: Int32) -> Int {
        var descriptor = pollfd(fd: peer.descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&descriptor, 1, milliseconds) == 1 else { return 0 }
        var room = scratch.room(from: 0)
        guard case .bytes(let count) = peer.receive(into: &room) else { return 0 }
        return count
    }

    @Test("holds back what more may follow, and pushes it when the turn ends")
    func heldBack() {
        wire.send([1, 2, 3].span, moreFollows: true)
        #expect(arrived(within: 20) == 0)
        wire.send([4].span, moreFollows: true)
        #expect(arrived(within: 20) == 0)
        let start = ContinuousClock.now
        #expect(wire.flush())
        #expect(arrived(within: 5000) == 4)
        // Left alone, the kernel sends it after 200 ms.
        #expect(ContinuousClock.now - start < .milliseconds(150))
    }

    @Test("holds what nobody waits for until something comes behind it, and sends both at once")
    func held() {
        wire.hold()
        wire.send([1, 2, 3].span)
        #expect(wire.flush())
        #expect(arrived(within: 20) == 0)
        // The peer is not blamed for it.
        #expect(wire.unsentBytes == 0)
        wire.letGo()
        wire.send([4].span)
        #expect(wire.unsentBytes == 4)
        #expect(wire.flush())
        #expect(arrived(within: 5000) == 4)
        wire.hold()
        wire.send([5].span)
        wire.finishSending()
        #expect(arrived(within: 5000) == 1)
    }

    @Test("sends at once what nothing follows")
    func atOnce() {
        wire.send([1, 2, 3].span, moreFollows: true)
        wire.send([4].span)
        #expect(arrived(within: 5000) == 4)
    }

    @Test("lets the kernel keep little for chats, more for bulk, and files without a bound of its own")
    func limits() {
        #expect(unsentLimit(of: wire.socket) == 65_536 && unsentLimit(of: peer) == 65_536)
        wire.socket.keepUnsent(.ofBulk)
        #expect(unsentLimit(of: wire.socket) == 1_048_576)
        wire.socket.keepUnsent(.ofFiles)
        #expect(unsentLimit(of: wire.socket) == Int32.max)
    }
}
