/// `issuer internal { … }`
public struct InternalIssuer: Sendable, Equatable {
    /// `lifetime`
    public var lifetime: Located<Duration>?
    /// `sign_with_root`
    public var signWithRoot: Located<Bool>?

    public init() {}
}
