/// `basic_auth`
public struct BasicAuth: Sendable, Equatable {
    /// `bcrypt` where none is named.
    public var algorithm: Located<String>?
    /// `realm`
    public var realm: Located<String>?
    /// `users`
    public var users: [BasicAuthUser] = []

    public init() {}
}
