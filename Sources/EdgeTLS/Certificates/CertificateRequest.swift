internal import COpenSSL

/// A request for a certificate (PKCS #10), as a CA is sent it.
enum CertificateRequest {
    /// Names the hosts as alternative names only: CAs no longer read the subject.
    ///
    /// - Returns: the request in DER.
    /// - Throws: `CertificateError` with OpenSSL's words.
    static func make(for names: [String], key: PrivateKey) throws(CertificateError) -> [UInt8] {
        OpenSSLError.clear()
        let request = unsafe X509_REQ_new()
        defer { unsafe X509_REQ_free(request) }
        let alternatives = names.map { AddressText.canonical($0) == nil ? "DNS:\($0)" : "IP:\($0)" }
        let isMade =
            unsafe X509_REQ_set_version(request, 0) == 1 && X509_REQ_set_pubkey(request, key.raw) == 1
            && edge_request_names(request, alternatives.joined(separator: ",")) == 1
            && X509_REQ_sign(request, key.raw, EVP_sha256()) > 0
        var encoded: UnsafeMutablePointer<UInt8>?
        let count = unsafe isMade ? i2d_X509_REQ(request, &encoded) : 0
        guard count > 0, let encoded = unsafe encoded else {
            let words = "no request for a certificate could be made: \(OpenSSLError.drainText())"
            throw CertificateError(.failed(words), path: "openssl")
        }
        defer { unsafe CRYPTO_free(encoded, nil, 0) }
        return unsafe Array(UnsafeBufferPointer(start: encoded, count: Int(count)))
    }
}
