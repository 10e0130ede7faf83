/// Managed certificates on the disk: `certificates/<issuer>/<name>/{cert.pem,key.pem,meta.json}`. Blocks.
///
/// A pair is two files, and a crash may come between them. So the new key is there first, as `next.pem`; then the certificate
/// is replaced; then the key is renamed. Whatever was cut, one of the two keys fits the certificate.
struct ManagedCertificateFiles: Sendable {
    struct Meta: Codable, Sendable {
        var names: [String]
        var challenge: String?
        /// Seconds since 1970.
        var issued: Int
    }

    let storage: CertificateStorage

    /// The pair, where one is there, whole, and not expired.
    func load(_ names: [String], from authority: ACMEAuthority, at now: Int) throws -> (Credential, Meta?)? {
        guard let chain = try storage.read(path(names, authority, "cert.pem")) else { return nil }
        let meta = try storage.read(path(names, authority, "meta.json")).flatMap { JSONText.decode(Meta.self, from: $0) }
        // Another set of names under the same first one is another certificate.
        if let meta, meta.names != names { return nil }
        for file in ["key.pem", "next.pem"] {
            guard let key = try storage.read(path(names, authority, file)) else { continue }
            guard let credential = try? Credential.parse(certificate: chain, key: key, now: now) else { continue }
            if file == "next.pem" { try storage.rename(path(names, authority, file), path(names, authority, "key.pem")) }
            return (credential, meta)
        }
        return nil
    }

    /// The key that the next certificate is asked for with.
    func nextKey(
        _ names: [String], from authority: ACMEAuthority, reusing: PrivateKey?, _ kind: CertificateKeyKind
    ) throws -> PrivateKey {
        let path = path(names, authority, "next.pem")
        // An attempt that was cut off has left one; nobody has seen it.
        if let pem = try storage.read(path), let key = try? PrivateKey.parse(pem: pem, path: path), key.isOf(kind) { return key }
        let key = try reusing.flatMap { $0.isOf(kind) ? $0 : nil } ?? PrivateKey.generate(kind)
        try storage.write(key.pem, to: path)
        return key
    }

    func save(_ credential: Credential, _ meta: Meta, _ names: [String], from authority: ACMEAuthority) throws {
        try storage.write(credential.chainPEM, to: path(names, authority, "cert.pem"))
        try storage.rename(path(names, authority, "next.pem"), path(names, authority, "key.pem"))
        try storage.write(JSONText.encode(meta), to: path(names, authority, "meta.json"))
    }

    private func path(_ names: [String], _ authority: ACMEAuthority, _ file: String) -> String {
        CertificateStorage.certificatePath(issuer: authority.name, name: names[0], file: file)
    }
}
