/// `issuer internal { … }`
public struct InternalIssuer: Sendable, Equatable {
    public var lifetime: Located<Duration>?
    public var signWithRoot: Located<Bool>?

    public init() {}
}
