internal import COpenSSL

extension X509Certificate {
    /// Makes and signs a certificate for the key; self-signed without an issuer.
    ///
    /// - Throws: `CertificateError` with OpenSSL's words.
    static func issue(
        _ fields: CertificateFields, for key: PrivateKey, by issuer: (certificate: X509Certificate, key: PrivateKey)?
    ) throws(CertificateError) -> X509Certificate {
        OpenSSLError.clear()
        guard let raw = unsafe X509_new() else { throw failure() }
        // Owned from here on, so that it is freed whatever fails; what it says is read again when it is complete.
        let draft = unsafe Draft(owning: raw)
        try draft.setFields(fields, key: key, issuer: issuer?.certificate)
        try draft.addExtensions(fields, issuer: issuer?.certificate)
        return try draft.sign(with: issuer?.key ?? key)
    }

    fileprivate static func failure() -> CertificateError {
        CertificateError(.failed("no certificate could be made: \(OpenSSLError.drainText())"), path: "openssl")
    }
}

/// A certificate that is being made.
@safe
private final class Draft {
    private let raw: OpaquePointer

    init(owning raw: OpaquePointer) { unsafe self.raw = raw }

    deinit { unsafe X509_free(raw) }

    func setFields(
        _ fields: CertificateFields, key: PrivateKey, issuer: X509Certificate?
    ) throws(CertificateError) {
        try check(unsafe X509_set_version(raw, Int(X509_VERSION_3)) == 1)
        try setRandomSerial()
        unsafe ASN1_TIME_set(X509_getm_notBefore(raw), fields.notBefore)
        unsafe ASN1_TIME_set(X509_getm_notAfter(raw), fields.notAfter)
        try setCommonName(fields.commonName)
        let subject = unsafe X509_get_subject_name(raw)
        let issuerName = unsafe issuer.map { unsafe X509_get_subject_name($0.raw) } ?? subject
        try check(unsafe X509_set_issuer_name(raw, issuerName) == 1)
        try check(unsafe X509_set_pubkey(raw, key.raw) == 1)
    }

    /// 20 bytes at most (RFC 5280 §4.1.2.2), of which 128 bits are random: numbers that nobody can guess or repeat.
    private func setRandomSerial() throws(CertificateError) {
        let number = unsafe BN_new()
        defer { unsafe BN_free(number) }
        try check(unsafe BN_rand(number, 128, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1)
        try check(unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(raw)) != nil)
    }

    /// A common name has at most 64 characters (X.520 ub-common-name). A longer one is left out: clients read the
    /// alternative names.
    private func setCommonName(_ name: String) throws(CertificateError) {
        guard !name.isEmpty, name.unicodeScalars.count <= 64 else { return }
        let bytes = Array(name.utf8)
        let subject = unsafe X509_get_subject_name(raw)
        let type = Int32(MBSTRING_FLAG) | 0  // MBSTRING_UTF8
        try check(
            unsafe X509_NAME_add_entry_by_NID(subject, NID_commonName, type, bytes, Int32(bytes.count), -1, 0) == 1)
    }

    func addExtensions(_ fields: CertificateFields, issuer: X509Certificate?) throws(CertificateError) {
        switch fields.role {
        case .authority(let depth):
            try add(NID_basic_constraints, "critical,CA:TRUE,pathlen:\(depth)", issuer)
            try add(NID_key_usage, "critical,keyCertSign,cRLSign", issuer)
        case .leaf:
            try add(NID_basic_constraints, "critical,CA:FALSE", issuer)
            try add(NID_key_usage, "critical,digitalSignature", issuer)
            try add(NID_ext_key_usage, "serverAuth", issuer)
        case .challenge(let digest):
            precondition(digest.count == 32, "a SHA-256 has 32 bytes")
            try check(unsafe edge_add_acme_identifier(raw, digest) == 1)
        }
        // The issuer's hint refers to its own identifier, so that comes first.
        try add(NID_subject_key_identifier, "hash", issuer)
        if issuer != nil { try add(NID_authority_key_identifier, "keyid:always", issuer) }
        guard !fields.names.isEmpty else { return }
        // Without a subject the alternative names have to be critical (RFC 5280 §4.2.1.6).
        let isSubjectEmpty = unsafe X509_NAME_entry_count(X509_get_subject_name(raw)) == 0
        try add(NID_subject_alt_name, (isSubjectEmpty ? "critical," : "") + Self.alternativeNames(fields.names), issuer)
    }

    /// Names have passed `ServerName` or `AddressText`: none holds what the syntax would take for more.
    private static func alternativeNames(_ names: [String]) -> String {
        names.map { AddressText.canonical($0) == nil ? "DNS:\($0)" : "IP:\($0)" }.joined(separator: ",")
    }

    private func add(_ identifier: Int32, _ value: String, _ issuer: X509Certificate?) throws(CertificateError) {
        let issuerRaw = unsafe issuer?.raw ?? raw
        try check(unsafe edge_add_extension(raw, issuerRaw, identifier, value) == 1)
    }

    func sign(with key: PrivateKey) throws(CertificateError) -> X509Certificate {
        try check(unsafe X509_sign(raw, key.raw, EVP_sha256()) > 0)
        unsafe X509_up_ref(raw)
        return unsafe X509Certificate(owning: raw)
    }

    private func check(_ succeeded: Bool) throws(CertificateError) {
        guard succeeded else { throw X509Certificate.failure() }
    }
}
