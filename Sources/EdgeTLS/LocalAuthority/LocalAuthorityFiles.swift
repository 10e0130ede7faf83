/// The authority's four files, and what is in them.
struct LocalAuthorityFiles: Sendable {
    private let storage: CertificateStorage
    private let host: String

    init(storage: CertificateStorage, host: String) {
        self.storage = storage
        self.host = host
    }

    var rootPath: String { storage.path(CertificateStorage.localAuthorityPath("root.crt")) }

    /// Reads root and intermediate; makes what is missing or has to be renewed at `now`, seconds since 1970. Under a
    /// lock, so that two processes that start at once agree on one root.
    ///
    /// - Throws: `StorageError` or `CertificateError`.
    func open(at now: Int) throws -> (root: LocalAuthority.Signer, intermediate: LocalAuthority.Signer) {
        try storage.withLock("pki-local") {
            let root = try read("root").flatMap { now < $0.certificate.info.notAfter ? $0 : nil } ?? makeRoot(at: now)
            if let known = try read("intermediate"), now < LocalAuthority.renewal(of: known.certificate.info),
                known.certificate.isIssued(by: root.certificate)
            {
                return (root, known)
            }
            return (root, try makeIntermediate(below: root, at: now))
        }
    }

    /// `nil` when there is no certificate. A key alone is what a crash in the middle of making a pair leaves: the key
    /// is written first.
    private func read(_ name: String) throws -> LocalAuthority.Signer? {
        guard let certificate = try storage.read(path(name, "crt")) else { return nil }
        let place = storage.path(path(name, "key"))
        guard let key = try storage.read(path(name, "key")) else { throw CertificateError(.missingFile, path: place) }
        let parsed = try PrivateKey.parse(pem: key, path: place)
        guard let first = try parse(certificate, name) else {
            throw CertificateError(.noCertificate, path: storage.path(path(name, "crt")))
        }
        guard first.belongs(to: parsed) else {
            // A new intermediate was half written: its key is there, its certificate is not.
            if name == "intermediate" { return nil }
            throw CertificateError(.keyMismatch(keyFitsCertificate: nil), path: place)
        }
        return LocalAuthority.Signer(certificate: first, key: parsed)
    }

    private func parse(_ pem: [UInt8], _ name: String) throws -> X509Certificate? {
        do { return try X509Certificate.parse(pem: pem).first } catch {
            throw CertificateError(.malformed(error.text), path: storage.path(path(name, "crt")))
        }
    }

    private func makeRoot(at now: Int) throws -> LocalAuthority.Signer {
        let year = UTCText.year(now)
        // Other CAs of this kind on the same machine, or the next one of this kind, are told apart by name.
        let fields = CertificateFields(
            commonName: "Edge Local Authority – \(shortHost) \(year)",
            notBefore: now - LocalAuthority.Lifetime.backdate,
            notAfter: now + LocalAuthority.Lifetime.root, role: .authority(depth: 1))
        return try make("root", fields, below: nil)
    }

    private func makeIntermediate(
        below root: LocalAuthority.Signer, at now: Int
    ) throws -> LocalAuthority.Signer {
        let fields = CertificateFields(
            commonName: "Edge Local Intermediate – \(shortHost)", notBefore: now - LocalAuthority.Lifetime.backdate,
            notAfter: min(now + LocalAuthority.Lifetime.intermediate, root.certificate.info.notAfter),
            role: .authority(depth: 0))
        return try make("intermediate", fields, below: root)
    }

    private func make(
        _ name: String, _ fields: CertificateFields, below issuer: LocalAuthority.Signer?
    ) throws -> LocalAuthority.Signer {
        let key = try PrivateKey.generate()
        let certificate = try X509Certificate.issue(fields, for: key, by: issuer?.pair)
        try storage.write(key.pem, to: path(name, "key"))
        try storage.write(certificate.pem, to: path(name, "crt"))
        return LocalAuthority.Signer(certificate: certificate, key: key)
    }

    /// What fits into a common name of 64 characters beside the other words.
    private var shortHost: String { String(host.prefix(32)) }

    private func path(_ name: String, _ suffix: String) -> String {
        CertificateStorage.localAuthorityPath("\(name).\(suffix)")
    }
}
