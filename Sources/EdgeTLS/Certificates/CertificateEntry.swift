/// What is shown for one name of the table.
final class CertificateEntry: Sendable {
    /// The normalized name, a wildcard with its `*.`, an address, or `*`.
    let name: String
    /// At most one for each kind of key; empty where there is a source, and for refusals.
    let credentials: [Credential]
    /// Asked in each handshake.
    let source: (any CredentialSource)?
    /// 32 bytes that tell this name's session tickets from every other's: without them a ticket of one site would open
    /// another (RFC 8446 §4.6.1 leaves the binding to the server). The same in every worker, process and reload.
    let sessionContext: [UInt8]

    /// What a client that asks for the name is shown now; what depends on the name is left out where that is a pattern.
    var shown: [Credential] {
        guard let source, source.isSameForAllNames || !isCatchAll && !name.hasPrefix("*.") else { return credentials }
        return credentials + [source.credential(for: name)].compactMap(\.self)
    }

    var isCatchAll: Bool { name == "*" }

    private init(_ name: String, _ credentials: [Credential], _ source: (any CredentialSource)?) {
        self.name = name
        self.credentials = credentials
        self.source = source
        sessionContext = Digest.sha256(Array("edge session context \(name)".utf8))
    }

    convenience init(name: String, source: any CredentialSource) { self.init(name, [], source) }

    /// A name without a credential yet.
    convenience init(refusing name: String) { self.init(name, [], nil) }

    convenience init(name: String, joining credential: Credential, to other: CertificateEntry?) {
        let others = other?.credentials.filter { $0.key.kind != credential.key.kind } ?? []
        self.init(name, others + [credential], nil)
    }
}
