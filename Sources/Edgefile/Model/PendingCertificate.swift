/// What a handshake gets for a name whose certificate is still on its way.
public enum PendingCertificate: String, Sendable, Hashable, CaseIterable {
    /// A leaf of the local CA.
    case local
    /// An alert.
    case refuse
}
