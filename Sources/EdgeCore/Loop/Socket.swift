internal import CLinux
import Glibc

/// One descriptor, closed exactly once.
@safe
package final class Socket {
    private var number: Int32

    package init(descriptor: Int32) { number = descriptor }

    package var descriptor: Int32 { number }

    deinit { close() }

    package var isOpen: Bool { descriptor >= 0 }

    package func close() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        number = -1
    }

    /// Gives the descriptor away: from here on someone else closes it.
    package func detach() -> Int32 {
        defer { number = -1 }
        return descriptor
    }

    /// Reads what is there; never waits.
    package func receive(into room: inout MutableSpan<UInt8>) -> IOResult {
        let descriptor = descriptor
        let count = unsafe room.withUnsafeMutableBufferPointer { buffer in
            Self.retrying { unsafe edge_receive(descriptor, buffer.baseAddress, buffer.count, 0) }
        }
        return Self.result(count, endOfStreamAtZero: true)
    }

    /// Looks at what is there without taking it; never waits.
    package func peek(into room: inout MutableSpan<UInt8>) -> IOResult {
        let descriptor = descriptor
        let count = unsafe room.withUnsafeMutableBufferPointer { buffer in
            Self.retrying { unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_PEEK)) }
        }
        return Self.result(count, endOfStreamAtZero: true)
    }

    /// Whether the peer has already closed or sent something that nobody asked for: one look without reading.
    package func isStale() -> Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count >= 0 || errno != EAGAIN
    }

    /// Writes what the kernel takes; never waits.
    ///
    /// - Parameter moreFollows: the kernel may wait for the next bytes to make larger packets (MSG_MORE).
    package func send(_ bytes: Span<UInt8>, moreFollows: Bool = false) -> IOResult {
        let descriptor = descriptor
        let flags = Int32(MSG_NOSIGNAL) | (moreFollows ? Int32(MSG_MORE) : 0)
        let count = unsafe bytes.withUnsafeBufferPointer { buffer in
            Self.retrying {
                unsafe edge_send(descriptor, buffer.baseAddress, buffer.count, flags)
            }
        }
        return Self.result(count, endOfStreamAtZero: false)
    }

    /// Has the kernel send a part of a file, as much as it takes; never waits for the peer. `endOfStream`: the file is shorter.
    func send(_ file: FileDescriptor, _ range: Range<Int>) -> IOResult {
        let count = edge_send_file(descriptor, file.number, Int64(range.lowerBound), range.count)
        if count > 0 { return .bytes(count) }
        if count == 0 { return .endOfStream }
        return -count == Int(EAGAIN) ? .wouldBlock : .failed(IOError(code: Int32(-count)))
    }

    /// How much that has not left the kernel takes before it says that it is full (TCP_NOTSENT_LOWAT).
    enum UnsentLimit: Int32 {
        /// A frame of a chat never waits behind more.
        case ofChats = 65_536
        /// For what nothing waits behind: the kernel wakes us less often. 64 KiB cost a third more CPU for each GiB.
        case ofBulk = 1_048_576
        /// What costs the kernel no memory; the send buffer's size bounds it.
        case ofFiles = 2_147_483_647
    }

    func keepUnsent(_ limit: UnsentLimit) { setOption(Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, limit.rawValue) }

    /// Has the kernel send what waits for more (tcp(7), TCP_NODELAY).
    func push() { setOption(Int32(IPPROTO_TCP), TCP_NODELAY, 1) }

    package func shutDownSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Makes the coming close a reset, for a peer that must not take what it got for a whole message.
    package func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// The error that a connection attempt ended with; zero when it succeeded.
    package func pendingError() -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return errno }
        return code
    }

    /// Bytes that were sent and that the peer's kernel has not acknowledged (SIOCOUTQ, tcp(7)).
    package func unacknowledgedBytes() -> Int {
        var count: Int32 = 0
        guard unsafe ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 else { return 0 }
        return Int(count)
    }

    package func setOption(_ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        unsafe setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    package func localAddress() -> SocketAddress? { unsafe address { unsafe edge_local_address($0, $1, $2) } }
    package func peerAddress() -> SocketAddress? { unsafe address { unsafe edge_peer_address($0, $1, $2) } }

    private func address(
        _ call: (Int32, UnsafeMutablePointer<sockaddr_storage>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        guard unsafe call(descriptor, &storage, &length) == 0 else { return nil }
        return SocketAddress(system: storage)
    }

    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let count = call()
            if count >= 0 || errno != EINTR { return count }
        }
    }

    private static func result(_ count: Int, endOfStreamAtZero: Bool) -> IOResult {
        if count > 0 { return .bytes(count) }
        if count == 0 { return endOfStreamAtZero ? .endOfStream : .wouldBlock }
        let code = errno
        return code == EAGAIN || code == EWOULDBLOCK ? .wouldBlock : .failed(IOError(code: code))
    }
}

// MARK: - Making sockets

extension Socket {
    /// Starts connecting; the outcome is told by the first writable edge (`pendingError`).
    package static func connecting(to address: SocketAddress) throws(IOError) -> Socket {
        let socket = try unconnected(address.systemFamily)
        guard socket.descriptor < DescriptorReserve.firstForUpstreams else { throw IOError(code: EMFILE) }
        if address.family != .unix { socket.setChatOptions() }
        let status = unsafe address.withSystemAddress { unsafe edge_connect(socket.descriptor, $0, $1) }
        guard status == 0 || errno == EINPROGRESS || errno == EAGAIN else { throw IOError(code: errno) }
        return socket
    }

    /// Says where a datagram socket's datagrams go.
    package func connect(to address: SocketAddress) -> Bool {
        unsafe address.withSystemAddress { unsafe edge_connect(descriptor, $0, $1) } == 0
    }

    /// A listening socket. What accepted sockets inherit is set here once, so that accepting costs one call.
    package static func listening(on address: SocketAddress, dualStack: Bool, backlog: Int32) throws(IOError) -> Socket {
        let socket = try unconnected(address.systemFamily)
        socket.setOption(SOL_SOCKET, SO_REUSEADDR, 1)
        if address.family == .ipv6 { socket.setOption(Int32(IPPROTO_IPV6), IPV6_V6ONLY, dualStack ? 0 : 1) }
        if address.family != .unix { socket.setChatOptions() }
        guard unsafe address.withSystemAddress({ unsafe edge_bind(socket.descriptor, $0, $1) }) == 0,
            listen(socket.descriptor, backlog) == 0
        else { throw IOError(code: errno) }
        return socket
    }

    /// Sets a listening socket up as `listening` would have; whoever opened it may have done less.
    ///
    /// - Throws: for what is no listening TCP socket.
    package func prepareInherited() throws(IOError) {
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0 else {
            throw IOError(code: errno)
        }
        guard isListening == 1, let local = localAddress(), local.family != .unix else { throw IOError(code: EINVAL) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        setChatOptions()
    }

    private static func unconnected(_ family: Int32) throws(IOError) -> Socket {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw IOError(code: errno) }
        return Socket(descriptor: descriptor)
    }

    /// No Nagle delay; little unsent data in the kernel, so that a chat frame never waits behind a bulk transfer; and
    /// dead peers found by TCP itself: 60 s of silence, then six probes 10 s apart, and 120 s for unacknowledged data.
    private func setChatOptions() {
        setOption(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        keepUnsent(.ofChats)
        setOption(SOL_SOCKET, SO_KEEPALIVE, 1)
        setOption(Int32(IPPROTO_TCP), TCP_KEEPIDLE, 60)
        setOption(Int32(IPPROTO_TCP), TCP_KEEPINTVL, 10)
        setOption(Int32(IPPROTO_TCP), TCP_KEEPCNT, 6)
        setOption(Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, 120_000)
    }

    /// Takes one connection; `nil` when none waits.
    package func accept() throws(IOError) -> (socket: Socket, peer: SocketAddress)? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let descriptor = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe edge_accept(self.descriptor, $0, &length)
            }
        }
        if descriptor >= 0 {
            return (Socket(descriptor: descriptor), SocketAddress(system: storage) ?? .anyIPv4)
        }
        switch errno {
        // A connection that was gone before it was taken is no error of the listener (accept(2)).
        case EAGAIN, EINTR, ECONNABORTED, EPROTO, ENETDOWN, EHOSTDOWN, EHOSTUNREACH, ENETUNREACH, ENONET: return nil
        default: throw IOError(code: errno)
        }
    }
}
