/// Who the client is: the peer, unless the peer is one of those who may speak for others.
///
/// Upstreams decide about limits and bans by this one address. A stranger's claims never get this far (see
/// `ClientAddressFields`); a trusted proxy's are read from the right, past trusted addresses, because everything to the left of
/// the first stranger was written by strangers.
enum ClientIdentity {
    /// Settles client and scheme in `record`, which comes with the peer as the client and with the listener's scheme.
    static func resolve(_ request: RequestHead, trusted: TrustedProxies, into record: inout ExchangeRecord) {
        guard trusted.contains(record.client) else { return }
        record.isFromTrustedProxy = true
        for field in trusted.clientAddressFields {
            guard let client = client(named: field, in: request, trusted: trusted) else { continue }
            record.client = client
            break
        }
        resolveScheme(request, into: &record)
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

    private static func resolveScheme(_ request: RequestHead, into record: inout ExchangeRecord) {
        let isHTTPS = request.fields.has(.xForwardedProto, "https")
        record.isSecureByProxy = isHTTPS && !record.isSecure
        if isHTTPS { record.isSecure = true }
        if request.fields.has(.xForwardedProto, "http") { record.isSecure = false }
    }
}
