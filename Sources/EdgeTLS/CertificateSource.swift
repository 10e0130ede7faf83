/// Where a certificate comes from.
public enum CertificateSource: Sendable {
    /// PEM files: the certificate with its chain, and its key. Shown for `names`, or for those in the certificate.
    case files(certificate: String, key: String, names: [String] = [])
    /// A pair in memory.
    case credential(Credential, names: [String] = [])
    /// Leaves of a local authority: for development, and for names that no public CA signs.
    case local(LocalAuthority, names: [String])

    /// A certificate that is obtained from a CA and kept fresh. ``acme(_:from:in:)`` makes both at once.
    case managed(ManagedCertificate, by: CertificateManager)

    /// A certificate for these names from a CA that speaks ACME, Let's Encrypt by default, obtained and renewed beside the
    /// server. Serving begins before it is there, with handshakes refused until then. Proven by HTTP-01 where a listener on
    /// port 80 is there, by TLS-ALPN-01 where not. Blocks while it reads what is kept.
    ///
    /// - Parameters:
    ///   - names: DNS names, or literal addresses; all in one certificate.
    ///   - authority: who signs.
    ///   - folder: where account, certificate and keys are kept, mode 0700. Keep it: CAs limit how often they sign.
    public static func acme(
        _ names: [String], from authority: ACMEAuthority = .letsEncrypt(), in folder: String
    ) -> CertificateSource {
        let manager = CertificateManager(folder: folder)
        let policy = CertificatePolicy(authorities: [authority])
        return .managed(manager.certificate(for: names, policy: policy), by: manager)
    }

    /// Leaves of the local authority in this folder, which is made where there is none. Its root certificate is
    /// `pki/local/root.crt` in there, for clients to trust. Blocks while it reads or makes it.
    ///
    /// - Throws: ``StorageError`` or ``CertificateError``.
    public static func local(names: [String], in folder: String) throws -> CertificateSource {
        let storage = try CertificateStorage(root: folder)
        return .local(try LocalAuthority(storage: storage, host: HostName.current), names: names)
    }

    func add(to table: inout CertificateTable) throws(CertificateError) {
        switch self {
        case .files(let certificate, let key, let names):
            table.add(try Credential.load(certificateFile: certificate, keyFile: key), for: names)
        case .credential(let credential, let names): table.add(credential, for: names)
        // Made when first asked for and renewed then, so that a listener with fixed sources never runs out.
        case .local(let authority, let names): table.add(OnDemandLeaves(authority), for: names)
        case .managed(let certificate, let manager):
            table.add(certificate as any CredentialSource, for: certificate.names)
            manager.keep(certificate)
        }
    }
}
