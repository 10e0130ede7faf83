internal import COpenSSL

extension X509Certificate {
    /// What the certificate is called towards its CA when it is to be renewed (RFC 9773 §4.1): the issuer's key identifier
    /// and the serial number. `nil` where the issuer has not put its identifier in.
    var renewalIdentifier: String? {
        guard let identifier = unsafe X509_get0_authority_key_id(raw) else { return nil }
        let authority = unsafe Self.bytes(of: identifier)
        var serial = unsafe Self.bytes(of: X509_get0_serialNumber(raw))
        // As DER has it: a leading zero where the number would read as negative.
        if let first = serial.first, first >= 0x80 { serial.insert(0, at: 0) }
        return Base64URL.encode(authority) + "." + Base64URL.encode(serial)
    }

    private static func bytes(of string: UnsafePointer<ASN1_STRING>?) -> [UInt8] {
        guard let start = unsafe ASN1_STRING_get0_data(string) else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(string))))
    }
}
