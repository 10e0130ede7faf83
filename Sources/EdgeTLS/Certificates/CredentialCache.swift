internal import Synchronization

/// Pairs by the digest of their bytes, so that a reload parses only what has changed: 200 pairs would cost 110 ms.
///
/// Keeps nothing alive: a pair leaves with the last table that holds it. Control plane only.
public final class CredentialCache: Sendable {
    private struct Entry {
        weak var credential: Credential?
    }

    private let entries = Mutex<[[UInt8]: Entry]>([:])

    /// A cache that knows nothing yet.
    public init() {}

    /// Like `Credential.load`, without parsing what is known already. Reads the files each time, for they may have
    /// changed.
    ///
    /// - Throws: `CertificateError`.
    public func load(
        certificateFile: String, keyFile: String, now: Int = SystemClock.seconds
    ) throws(CertificateError) -> Credential {
        let certificate = try Credential.read(certificateFile)
        let key = try Credential.read(keyFile)
        // The length in between keeps two splits of the same bytes apart.
        let digest = Digest.sha256(Array("\(certificate.count):".utf8) + certificate + key)
        if let known = entries.withLock({ $0[digest]?.credential }) {
            try known.info.checkValidity(at: now, path: certificateFile)
            return known
        }
        let parsed = try Credential.parse(
            certificate: certificate, key: key, certificatePath: certificateFile, keyPath: keyFile, now: now)
        entries.withLock { entries in
            entries = entries.filter { $0.value.credential != nil }
            entries[digest] = Entry(credential: parsed)
        }
        return parsed
    }
}
