/// An address that the server accepts connections on, and what those connections speak.
public struct Listener: Sendable {
    /// Where to listen.
    public var address: ListenAddress
    /// Plaintext, or what another module brings (`.tls` of EdgeTLS).
    public var transport: ListenerTransport
    /// Protocols beside HTTP/1.1, picked by ALPN or by the first bytes. Order is preference.
    public var protocols: [ApplicationProtocol]
    /// What happens to a request that no site is there for.
    public var unmatched: Unmatched
    /// Whose connections begin with a PROXY header. Default: nobody's.
    public var proxyProtocol: ProxyProtocol?

    /// A request for a host that no site of this listener names.
    public enum Unmatched: Sendable, Equatable {
        /// 404, in words.
        case notFound
        /// 308 to the same host and path over HTTPS on this port.
        case redirectToHTTPS(port: Int)
    }

    /// A listener put together from its parts; `.plaintext`, `.redirectToHTTPS` and EdgeKit's `.https` are shorter.
    public init(
        on address: ListenAddress, transport: ListenerTransport = .plaintext, protocols: [ApplicationProtocol] = [],
        unmatched: Unmatched = .notFound
    ) {
        self.address = address
        self.transport = transport
        self.protocols = protocols
        self.unmatched = unmatched
    }

    /// A listener that speaks HTTP without TLS.
    public static func plaintext(on port: Int, unmatched: Unmatched = .notFound) -> Listener {
        Listener(on: ListenAddress(port: port), unmatched: unmatched)
    }

    /// A plaintext listener that sends every client to HTTPS, except for sites that name it.
    public static func redirectToHTTPS(on port: Int = 80, port target: Int = 443) -> Listener {
        Listener(on: ListenAddress(port: port), unmatched: .redirectToHTTPS(port: target))
    }
}

/// A local address: every interface by default, IPv6 and IPv4 on one socket.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A literal address, or `nil` for every interface.
    public var host: String?
    /// The TCP port; 0 lets the kernel choose.
    public var port: Int

    /// An address to listen on.
    public init(host: String? = nil, port: Int) {
        self.host = host
        self.port = port
    }

    public var description: String {
        guard let host else { return ":\(port)" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// How a listener's bytes are protected on the wire.
public struct ListenerTransport: Sendable {
    package let provider: any TransportProvider
    /// Whether sites behind it are reached as `https`.
    package let isEncrypted: Bool
    /// What works beside the server for this listener: its certificates' manager, say.
    package let companion: (any ServerCompanion)?

    package init(
        provider: any TransportProvider, isEncrypted: Bool, companion: (any ServerCompanion)? = nil
    ) {
        self.provider = provider
        self.isEncrypted = isEncrypted
        self.companion = companion
    }

    /// HTTP as it is.
    public static let plaintext = ListenerTransport(provider: PlaintextProvider(), isEncrypted: false)
}

/// A protocol that a listener offers beside HTTP/1.1.
public struct ApplicationProtocol: Sendable {
    package let provider: any ServerCodecProvider
    package init(_ provider: any ServerCodecProvider) { self.provider = provider }
}
