internal import COpenSSL

/// A private key. Immutable after `init`, so threads may share it; OpenSSL counts its references atomically.
@safe
final class PrivateKey: @unchecked Sendable {
    /// Borrowed by the files that hand it to OpenSSL; never stored outside of an owner of this object.
    let raw: OpaquePointer

    /// What a certificate is chosen by beside its names.
    enum Kind: Sendable { case rsa, ecdsa, other }

    private init(owning raw: OpaquePointer) { unsafe self.raw = raw }

    deinit { unsafe EVP_PKEY_free(raw) }

    /// A new key. RSA of 4096 bits takes a second: for threads that may wait.
    static func generate(_ kind: CertificateKeyKind = .p256) throws(CertificateError) -> PrivateKey {
        OpenSSLError.clear()
        let made: OpaquePointer? =
            switch kind {
            case .p256: unsafe edge_generate_ec("P-256")
            case .p384: unsafe edge_generate_ec("P-384")
            case .rsa2048: unsafe edge_generate_rsa(2048)
            case .rsa4096: unsafe edge_generate_rsa(4096)
            }
        guard let raw = unsafe made else {
            throw CertificateError(.failed("no key could be made: \(OpenSSLError.drainText())"), path: "openssl")
        }
        return unsafe PrivateKey(owning: raw)
    }

    /// The first private key of a PEM text. `path` is for the error.
    static func parse(pem: [UInt8], path: String) throws(CertificateError) -> PrivateKey {
        // OpenSSL 3.0 calls a text without any key "unsupported", as it does a key of a kind it does not know.
        guard String(decoding: pem, as: UTF8.self).contains("PRIVATE KEY-----"), let source = MemoryBIO(reading: pem)
        else { throw CertificateError(.noKey, path: path) }
        OpenSSLError.clear()
        var askedForPassphrase = false
        let raw = unsafe withUnsafeMutablePointer(to: &askedForPassphrase) { flag in
            unsafe PEM_read_bio_PrivateKey(source.raw, nil, refusePassphrase, flag)
        }
        if let raw = unsafe raw { return unsafe PrivateKey(owning: raw) }
        let error = OpenSSLError.drain()
        if askedForPassphrase { throw CertificateError(.encryptedKey, path: path) }
        guard let error, error.reason != PEM_R_NO_START_LINE || error.library != Int32(ERR_LIB_PEM) else {
            throw CertificateError(.noKey, path: path)
        }
        throw CertificateError(.malformed(error.text), path: path)
    }

    /// The key as unencrypted PKCS #8 PEM text.
    var pem: [UInt8] {
        guard let sink = MemoryBIO() else { return [] }
        unsafe PEM_write_bio_PrivateKey(sink.raw, raw, nil, nil, 0, nil, nil)
        return sink.bytes
    }

    var kind: Kind {
        switch unsafe EVP_PKEY_get_base_id(raw) {
        case EVP_PKEY_RSA: .rsa
        case EVP_PKEY_EC: .ecdsa
        default: .other
        }
    }

    /// Whether `generate` makes such keys for this kind.
    func isOf(_ wanted: CertificateKeyKind) -> Bool {
        let bits = Int(unsafe EVP_PKEY_get_bits(raw))
        return switch wanted {
        case .p256: kind == .ecdsa && bits == 256
        case .p384: kind == .ecdsa && bits == 384
        case .rsa2048: kind == .rsa && bits == 2048
        case .rsa4096: kind == .rsa && bits == 4096
        }
    }

    /// Why the key is of no use to a server; `nil` for a good one. 112 bits are RSA 2048 and the least that OpenSSL's
    /// security level 2, browsers and CAs take.
    var flaw: String? {
        guard kind != .other else { return "only RSA and ECDSA keys are taken by browsers" }
        let bits = unsafe EVP_PKEY_get_security_bits(raw)
        return bits < 112 ? "\(unsafe EVP_PKEY_get_bits(raw)) bits are too few; RSA needs 2048" : nil
    }
}

/// Called only for an encrypted key: notes that, and gives no passphrase, so that nothing waits at a terminal.
private func refusePassphrase(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isWriting: Int32, _ flag: UnsafeMutableRawPointer?
) -> Int32 {
    unsafe flag?.assumingMemoryBound(to: Bool.self).pointee = true
    return -1
}
