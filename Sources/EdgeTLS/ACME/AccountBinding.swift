/// Ties an ACME account to a customer's account at the CA (external account binding, RFC 8555 §7.3.4).
public struct AccountBinding: Sendable, Hashable {
    /// What the CA calls the key.
    public let keyIdentifier: String
    let key: [UInt8]

    /// `nil` when the key is not in base64url.
    ///
    /// - Parameters:
    ///   - keyIdentifier: what the CA calls the key.
    ///   - key: the secret as the CA gives it, in base64url.
    public init?(keyIdentifier: String, key: String) {
        guard let bytes = Base64URL.decode(key), !bytes.isEmpty else { return nil }
        self.keyIdentifier = keyIdentifier
        self.key = bytes
    }
}
