/// `basic_auth`
public struct BasicAuth: Sendable, Equatable {
    /// `bcrypt` where none is named.
    public var algorithm: Located<String>?
    public var realm: Located<String>?
    public var users: [BasicAuthUser] = []

    public init() {}
}
