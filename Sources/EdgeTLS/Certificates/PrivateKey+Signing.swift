internal import COpenSSL

extension PrivateKey {
    /// An ECDSA signature over SHA-256 as JWS has it: r and s, 32 bytes each (RFC 7518 §3.4).
    ///
    /// - Throws: `CertificateError` with OpenSSL's words.
    func signES256(_ bytes: [UInt8]) throws(CertificateError) -> [UInt8] {
        OpenSSLError.clear()
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        // A P-256 signature in DER has at most 72 bytes.
        var encoded = [UInt8](repeating: 0, count: 80)
        var count = encoded.count
        guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, raw) == 1,
            unsafe EVP_DigestSign(context, &encoded, &count, bytes, bytes.count) == 1
        else { throw Self.failure("nothing could be signed") }
        return try Self.pair(in: encoded, count: count)
    }

    private static func pair(in encoded: [UInt8], count: Int) throws(CertificateError) -> [UInt8] {
        let signature = unsafe encoded.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return unsafe d2i_ECDSA_SIG(nil, &start, count)
        }
        guard let signature = unsafe signature else { throw failure("a signature could not be read") }
        defer { unsafe ECDSA_SIG_free(signature) }
        var left = [UInt8](repeating: 0, count: 32)
        var right = left
        guard unsafe BN_bn2binpad(ECDSA_SIG_get0_r(signature), &left, 32) == 32,
            unsafe BN_bn2binpad(ECDSA_SIG_get0_s(signature), &right, 32) == 32
        else { throw failure("a signature could not be read") }
        return left + right
    }

    /// The public point of a P-256 key: x and y, 32 bytes each.
    ///
    /// - Throws: `CertificateError` for a key on another curve.
    func publicPoint() throws(CertificateError) -> (x: [UInt8], y: [UInt8]) {
        var point = [UInt8](repeating: 0, count: 133)
        var count = 0
        let isRead = unsafe EVP_PKEY_get_octet_string_param(raw, "pub", &point, point.count, &count) == 1
        // 4 says that both coordinates follow (SEC 1 §2.3.3).
        guard isRead, count == 65, point[0] == 4 else { throw Self.failure("the key is none on P-256") }
        return (Array(point[1..<33]), Array(point[33..<65]))
    }

    private static func failure(_ words: String) -> CertificateError {
        CertificateError(.failed("\(words): \(OpenSSLError.drainText())"), path: "openssl")
    }
}
