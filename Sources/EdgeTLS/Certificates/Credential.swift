internal import COpenSSL

/// A certificate with its chain and its private key: what a server shows. Immutable; shared by workers and connections.
///
/// Parsing a pair costs OpenSSL 3.0 about 0.55 ms, so pairs are kept by digest across reloads (`CredentialCache`).
@safe
public final class Credential: Sendable {
    /// What the first certificate says.
    public let info: CertificateInfo
    let leaf: X509Certificate
    /// What is sent behind the leaf, in order.
    let chain: [X509Certificate]
    let key: PrivateKey
    private let stack: CertificateStack

    init(leaf: X509Certificate, chain: [X509Certificate], key: PrivateKey) {
        self.leaf = leaf
        self.chain = chain
        self.key = key
        info = leaf.info
        stack = CertificateStack(chain)
    }

    /// Puts the pair on one connection; 6 µs against the 110 µs of a context of its own.
    func install(on ssl: OpaquePointer, replacing: Bool) -> Bool {
        unsafe SSL_use_cert_and_key(ssl, leaf.raw, key.raw, stack.raw, replacing ? 1 : 0) == 1
    }

    /// The chain as PEM text, the leaf first.
    public var chainPEM: [UInt8] { ([leaf] + chain).flatMap(\.pem) }

    /// The private key as unencrypted PEM text. For files of mode 0600 only.
    public var keyPEM: [UInt8] { key.pem }
}

/// The chain in OpenSSL's own list, made once instead of once a connection.
@safe
private final class CertificateStack: @unchecked Sendable {
    let raw: OpaquePointer?
    private let members: [X509Certificate]

    init(_ certificates: [X509Certificate]) {
        members = certificates
        let stack = unsafe edge_x509_stack_new()
        for certificate in certificates { unsafe edge_x509_stack_push(stack, certificate.raw) }
        unsafe raw = stack
    }

    deinit { unsafe edge_x509_stack_free(raw) }
}
