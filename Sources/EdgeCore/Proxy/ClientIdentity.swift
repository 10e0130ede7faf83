/// Who the client is: the peer, unless the peer is one of those who may speak for others.
///
/// Upstreams decide about limits and bans by this one address. A stranger's claims never get this far (see
/// `ClientAddressFields`); a trusted proxy's are read from the right, past trusted addresses, because everything to the left of
/// the first stranger was written by strangers.
enum ClientIdentity {
    static func resolve(for exchange: Exchange) {
        let peer = exchange.connection.peer
        exchange.record.client = peer
        exchange.record.isSecure = exchange.listener.isEncrypted
        let trusted = exchange.adopted.snapshot.trustedProxies
        guard trusted.contains(peer) else { return }
        exchange.record.isFromTrustedProxy = true
        let fields = trusted.clientAddressFields
        for field in fields {
            guard let client = client(named: field, in: exchange.request, trusted: trusted) else { continue }
            exchange.record.client = client
            break
        }
        resolveScheme(for: exchange)
    }

    /// The client by one field, or `nil` where the field is missing or says nothing that can be believed.
    private static func client(
        named field: String, in request: RequestHead, trusted: TrustedProxies
    ) -> SocketAddress? {
        let name = Array(field.utf8)
        var addresses: [SocketAddress] = []
        for index in 0..<request.fields.count {
            let line = request.fields.lines[index]
            guard request.fields.name(of: line).equalsIgnoringCase(name) else { continue }
            append(request.fields.value(of: line), to: &addresses)
        }
        return addresses.last { !trusted.contains($0) } ?? addresses.first
    }

    private static func append(_ value: Span<UInt8>, to addresses: inout [SocketAddress]) {
        var elements = ListElements(value)
        while let element = elements.next() {
            guard let address = parse(element) else {
                // What is no address ends the chain of trust to its left.
                addresses.removeAll()
                continue
            }
            addresses.append(address)
        }
    }

    /// An address as proxies write it: bare, with a port, or in brackets.
    private static func parse(_ text: Span<UInt8>) -> SocketAddress? {
        if let address = SocketAddress(literal: text) { return address.normalized }
        guard let authority = Authority(text) else { return nil }
        return SocketAddress(literal: text.extracting(authority.host))?.normalized
    }

    private static func resolveScheme(for exchange: Exchange) {
        let request = exchange.request
        let isHTTPS = request.fields.has(.xForwardedProto, "https")
        exchange.record.isSecureByProxy = isHTTPS && !exchange.record.isSecure
        if isHTTPS { exchange.record.isSecure = true }
        if request.fields.has(.xForwardedProto, "http") { exchange.record.isSecure = false }
    }
}
