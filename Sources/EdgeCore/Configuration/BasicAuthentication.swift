/// A log-in by name and password, asked for by the browser itself (RFC 7617). Without: 401. The hash is verified on a thread of
/// its own and remembered, so that only a log-in's first request waits for it.
public struct BasicAuthentication: Sendable, Hashable {
    /// What the browser says it is for.
    public var realm: String
    /// Hashes as crypt(3) makes them, bcrypt (`$2b$`) for one, by name.
    public var users: [String: String]

    /// A log-in for these users.
    public init(realm: String = "restricted", users: [String: String]) {
        self.realm = realm
        self.users = users
    }
}
