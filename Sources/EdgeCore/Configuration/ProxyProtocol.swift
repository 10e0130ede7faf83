/// Whose connections begin with a PROXY header, which names the client before TLS begins.
///
/// Those who are named have to send one: without it, or with one that is malformed, the connection is closed. Everyone else is
/// served as they are, and a header of theirs is no more than a malformed request.
public struct ProxyProtocol: Sendable, Hashable {
    /// Who sends one.
    public var senders: [AddressRange]
    /// Who of those does not.
    public var exceptions: [AddressRange]
    /// How long the header may take; `nil` for as long as the first request's head.
    public var timeout: Duration?

    /// Headers from these, apart from those.
    public init(from senders: [AddressRange], except exceptions: [AddressRange] = [], timeout: Duration? = nil) {
        self.senders = senders
        self.exceptions = exceptions
        self.timeout = timeout
    }

    package func isSent(by peer: SocketAddress) -> Bool {
        senders.contains { $0.contains(peer) } && !exceptions.contains { $0.contains(peer) }
    }
}

/// The form of the PROXY header that upstreams are sent.
public enum ProxyProtocolVersion: Sendable, Hashable {
    /// A line of text.
    case v1
    /// Binary.
    case v2
}
