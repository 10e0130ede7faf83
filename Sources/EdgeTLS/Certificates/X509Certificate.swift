internal import COpenSSL
import EdgeCore
import Glibc

/// One parsed certificate. Immutable after `init`, so threads may share it; OpenSSL counts its references atomically.
@safe
final class X509Certificate: @unchecked Sendable {
    /// Borrowed by the files that hand it to OpenSSL; never stored outside of an owner of this object.
    let raw: OpaquePointer
    let info: CertificateInfo

    /// Takes over the caller's reference.
    init(owning raw: OpaquePointer) {
        unsafe self.raw = raw
        info = unsafe Self.read(raw)
    }

    deinit { unsafe X509_free(raw) }

    // MARK: PEM

    /// Every certificate of a PEM text, in order; what is no certificate is passed over.
    static func parse(pem: [UInt8]) throws(OpenSSLParseError) -> [X509Certificate] {
        guard let source = MemoryBIO(reading: pem) else { return [] }
        OpenSSLError.clear()
        var found: [X509Certificate] = []
        while let raw = unsafe PEM_read_bio_X509(source.raw, nil, nil, nil) {
            unsafe found.append(X509Certificate(owning: raw))
        }
        // Running out of blocks is how the loop ends; any other error is a damaged block.
        if let error = OpenSSLError.drain(), error.reason != PEM_R_NO_START_LINE || error.library != Int32(ERR_LIB_PEM) {
            throw OpenSSLParseError(text: error.text)
        }
        return found
    }

    /// The certificate as PEM text.
    var pem: [UInt8] {
        guard let sink = MemoryBIO() else { return [] }
        unsafe PEM_write_bio_X509(sink.raw, raw)
        return sink.bytes
    }

    /// Whether this is the key that the certificate is for.
    func belongs(to key: PrivateKey) -> Bool {
        defer { OpenSSLError.clear() }
        return unsafe X509_check_private_key(raw, key.raw) == 1
    }

    /// Whether `issuer` has signed this certificate and is named in it.
    func isIssued(by issuer: X509Certificate) -> Bool {
        defer { OpenSSLError.clear() }
        return unsafe X509_check_issued(issuer.raw, raw) == X509_V_OK
            && X509_verify(raw, X509_get0_pubkey(issuer.raw)) == 1
    }

    // MARK: Fields

    private static func read(_ raw: OpaquePointer) -> CertificateInfo {
        let (names, addresses) = unsafe alternativeNames(raw)
        let info = unsafe CertificateInfo(
            subject: text(X509_get_subject_name(raw)), issuer: text(X509_get_issuer_name(raw)),
            serialNumber: serial(raw), dnsNames: names, ipAddresses: addresses,
            notBefore: seconds(X509_get0_notBefore(raw)), notAfter: seconds(X509_get0_notAfter(raw)),
            fingerprint: fingerprint(raw), isAuthority: X509_check_ca(raw) == 1)
        OpenSSLError.clear()
        return info
    }

    private static func alternativeNames(_ raw: OpaquePointer) -> ([String], [String]) {
        var names: [String] = []
        var addresses: [String] = []
        let list = unsafe X509_get_ext_d2i(raw, NID_subject_alt_name, nil, nil)
        defer { unsafe GENERAL_NAMES_free(OpaquePointer(list)) }
        var type: Int32 = 0
        var start: UnsafePointer<UInt8>?
        var count: Int32 = 0
        var index: Int32 = 0
        while unsafe edge_general_name(OpaquePointer(list), index, &type, &start, &count) == 1 {
            index += 1
            guard let start = unsafe start else { continue }
            let bytes = unsafe Span(_unsafeStart: start, count: Int(count))
            // A name with bytes that no host name has (a NUL, say) is no name.
            if type == GEN_DNS, let name = ServerName.normalizedPattern(bytes.text) { names.append(name) }
            if type == GEN_IPADD, let address = AddressText.canonical(bytes: bytes) { addresses.append(address) }
        }
        return (names, addresses)
    }

    private static func text(_ name: OpaquePointer?) -> String {
        guard let sink = MemoryBIO() else { return "" }
        // RFC 2253 quoting keeps what a name holds from forging other parts of a line.
        let flags = EDGE_NAME_FLAGS
        unsafe X509_NAME_print_ex(sink.raw, name, 0, flags)
        return String(decoding: sink.bytes, as: UTF8.self)
    }

    private static func serial(_ raw: OpaquePointer) -> String {
        let number = unsafe ASN1_INTEGER_to_BN(X509_get0_serialNumber(raw), nil)
        defer { unsafe BN_free(number) }
        guard let text = unsafe BN_bn2hex(number) else { return "" }
        defer { unsafe CRYPTO_free(text, nil, 0) }
        let digits = unsafe String(cString: text).lowercased().drop { $0 == "0" }
        return digits.isEmpty ? "0" : String(digits)
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int {
        var parts = unsafe tm()
        guard unsafe ASN1_TIME_to_tm(time, &parts) == 1 else { return 0 }
        return unsafe timegm(&parts)
    }

    private static func fingerprint(_ raw: OpaquePointer) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        unsafe X509_digest(raw, EVP_sha256(), &digest, &count)
        return Hexadecimal.text(digest)
    }
}

/// A PEM block that OpenSSL could not make sense of.
struct OpenSSLParseError: Error {
    let text: String
}
