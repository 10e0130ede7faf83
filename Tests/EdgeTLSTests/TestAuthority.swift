@testable import EdgeTLS

/// A root for tests, and credentials below it for any names and times.
struct TestAuthority {
    static let shared = TestAuthority()

    let certificate: X509Certificate
    let key: PrivateKey

    init() {
        let now = SystemClock.seconds
        let fields = CertificateFields(
            commonName: "Test Root", notBefore: now - 86_400 * 400, notAfter: now + 86_400 * 400,
            role: .authority(depth: 1))
        do {
            key = try PrivateKey.generate()
            certificate = try X509Certificate.issue(fields, for: key, by: nil)
        } catch { fatalError("\(error)") }
    }

    var roots: TrustRoots {
        get throws { try TrustRoots.pem(certificate.pem) }
    }

    func credential(
        _ names: String..., notBefore: Int = SystemClock.seconds - 60, notAfter: Int = SystemClock.seconds + 3600,
        key given: PrivateKey? = nil
    ) throws -> Credential {
        let own = try given ?? PrivateKey.generate()
        let fields = CertificateFields(
            commonName: names[0], names: names, notBefore: notBefore, notAfter: notAfter, role: .leaf)
        let leaf = try X509Certificate.issue(fields, for: own, by: (certificate, key))
        return Credential(leaf: leaf, chain: [], key: own)
    }
}

/// A server with these certificates; the first source is the first site.
func server(
    _ credentials: [Credential], tickets: SessionTicketKeys = SessionTicketKeys(),
    protocols: [StaticString] = ["http/1.1"], challenges: ChallengeCredentials = ChallengeCredentials(),
    _ change: (inout CertificateTable) -> Void = { _ in }
) throws -> TLSTransportProvider {
    var table = CertificateTable()
    for credential in credentials { table.add(credential) }
    change(&table)
    let configuration = TLSConfiguration(certificates: CertificateStore(table, challenges: challenges), ticketKeys: tickets)
    return try TLSTransportProvider(configuration, protocols: protocols)
}
