/// `file_server`
public struct FileServer: Sendable, Equatable {
    /// Whether folders are listed.
    public var browse: Located<Bool>?
    public var root: Template?
    public var hide: [Located<String>] = []
    public var index: [Located<String>] = []
    public var precompressed: [Located<EncodeFormat>] = []
    public var status: Located<Int>?
    public var disableCanonicalURIs: Located<Bool>?
    public var passThru: Located<Bool>?

    public init() {}
}
