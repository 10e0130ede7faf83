/// A listening descriptor: one for each address, owned outside the workers, so that no reload, worker or upgrade ever closes
/// it with connections in its queue (closing resets those).
package final class ListeningSocket: Sendable {
    /// What was asked for.
    package let address: ListenAddress
    /// What the kernel gave: the port where 0 was asked.
    package let localAddress: SocketAddress
    package let descriptor: Int32

    private init(address: ListenAddress, socket: Socket) {
        self.address = address
        localAddress = socket.localAddress() ?? .anyIPv4
        descriptor = socket.detach()
    }

    deinit { Socket(descriptor: descriptor).close() }

    /// Connections that may wait to be accepted; the kernel caps it at net.core.somaxconn.
    private static let backlog: Int32 = 4096

    /// Listens on the address; on every interface it is one socket for IPv6 and IPv4, IPv4 alone where there is no IPv6.
    package static func open(_ address: ListenAddress) throws -> ListeningSocket {
        do {
            return ListeningSocket(address: address, socket: try bind(address))
        } catch {
            throw ListenError(address: address, error: error)
        }
    }

    /// Goes on with a socket that someone else has opened: systemd, or the process before this one. Takes the descriptor.
    ///
    /// - Parameter address: what the configuration calls it; `nil` where only the socket itself can tell.
    /// - Throws: `ListenError` for a descriptor that is no listening TCP socket; it is closed then.
    package static func inherited(_ descriptor: Int32, as address: ListenAddress?) throws -> ListeningSocket {
        let socket = Socket(descriptor: descriptor)
        let local = socket.localAddress()
        let own = ListenAddress(
            host: local.flatMap { $0.isAny ? nil : $0.host }, port: local.map { Int($0.port) } ?? 0)
        do { try socket.prepareInherited() } catch { throw ListenError(address: address ?? own, error: error) }
        return ListeningSocket(address: address ?? own, socket: socket)
    }

    private static func bind(_ address: ListenAddress) throws(IOError) -> Socket {
        let port = UInt16(clamping: address.port)
        guard let host = address.host else {
            do { return try listen(.anyIPv6.with(port: port), dualStack: true) } catch {
                guard error.isMissingFamily else { throw error }
                return try listen(.anyIPv4.with(port: port), dualStack: false)
            }
        }
        guard let literal = SocketAddress(literal: host, port: port) else { throw .invalidAddress }
        return try listen(literal, dualStack: false)
    }

    private static func listen(_ address: SocketAddress, dualStack: Bool) throws(IOError) -> Socket {
        try Socket.listening(on: address, dualStack: dualStack, backlog: backlog)
    }
}

/// An address that could not be listened on, and what to do about it.
public struct ListenError: Error, Sendable, CustomStringConvertible {
    /// The address, as it was asked for.
    public let address: ListenAddress
    let error: IOError

    public var description: String {
        let advice =
            switch error.kind {
            case .addressInUse: ": another program listens there; `ss -ltnp` names it"
            case .permissionDenied:
                ": ports below 1024 need CAP_NET_BIND_SERVICE, root, or a socket from systemd; `--https-port` picks another"
            case .addressNotAvailable: ": no interface of this machine has that address"
            case .other: ""
            }
        return "cannot listen on \(address): \(error.text)\(advice)"
    }
}
