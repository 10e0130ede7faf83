/// The kind of key that new certificates get.
public enum KeyType: String, Sendable, Hashable, CaseIterable {
    case ed25519
    case p256
    case p384
    case rsa2048
    case rsa4096
}
