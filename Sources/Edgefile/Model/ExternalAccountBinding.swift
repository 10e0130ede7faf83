/// Ties an ACME account to one that the CA knows.
public struct ExternalAccountBinding: Sendable, Equatable {
    /// `key_id`
    public var keyID: String
    /// In base64url, as the CA gives it.
    public var macKey: String

    public init(keyID: String, macKey: String) {
        self.keyID = keyID
        self.macKey = macKey
    }
}
