internal import COpenSSL

/// The authorities that a server's certificate may come from. Parsed once and shared: the system's bundle has some 140
/// certificates, which take OpenSSL 3.0 tens of milliseconds.
@safe
public final class TrustRoots: @unchecked Sendable {
    private let raw: OpaquePointer
    /// What tells two sets apart.
    let identity: String

    private init(identity: String) throws(TLSError) {
        guard let raw = unsafe X509_STORE_new() else { throw TLSError(message: "out of memory") }
        unsafe self.raw = raw
        self.identity = identity
    }

    deinit { unsafe X509_STORE_free(raw) }

    /// What the system trusts. Blocks while it reads the bundle: for the control plane.
    ///
    /// - Throws: `TLSError` when the system has no bundle where distributions keep it.
    public static func system() throws(TLSError) -> TrustRoots {
        let roots = try TrustRoots(identity: "system")
        OpenSSLError.clear()
        defer { OpenSSLError.clear() }
        // One file read here, instead of OpenSSL's folder of hashes that it would read on a worker during a handshake.
        for path in bundles where unsafe X509_STORE_load_file(roots.raw, path) == 1 { return roots }
        guard unsafe X509_STORE_set_default_paths(roots.raw) == 1 else {
            throw TLSError(message: "no trusted roots were found; install ca-certificates")
        }
        return roots
    }

    /// The certificates of a PEM file and no others. Blocks while it reads.
    ///
    /// - Throws: `CertificateError`.
    public static func file(_ path: String) throws(CertificateError) -> TrustRoots {
        try pem(Credential.read(path), path: path)
    }

    /// The certificates of a PEM text and no others. `path` is for errors.
    ///
    /// - Throws: `CertificateError`.
    public static func pem(_ bytes: [UInt8], path: String = "roots") throws(CertificateError) -> TrustRoots {
        let roots: TrustRoots
        let certificates: [X509Certificate]
        do { roots = try TrustRoots(identity: Hexadecimal.text(Digest.sha256(bytes))) } catch {
            throw CertificateError(.failed(error.message), path: path)
        }
        do { certificates = try X509Certificate.parse(pem: bytes) } catch {
            throw CertificateError(.malformed(error.text), path: path)
        }
        guard !certificates.isEmpty else { throw CertificateError(.noCertificate, path: path) }
        for certificate in certificates { unsafe X509_STORE_add_cert(roots.raw, certificate.raw) }
        return roots
    }

    func install(on context: OpaquePointer) { unsafe SSL_CTX_set1_cert_store(context, raw) }

    /// Debian and Arch, Fedora, openSUSE, Alpine.
    private static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]
}
