/// `file_server`
public struct FileServer: Sendable, Equatable {
    /// Whether folders are listed.
    public var browse: Located<Bool>?
    /// `root`
    public var root: Template?
    /// `hide`
    public var hide: [Located<String>] = []
    /// `index`
    public var index: [Located<String>] = []
    /// `precompressed`
    public var precompressed: [Located<EncodeFormat>] = []
    /// `status`
    public var status: Located<Int>?
    /// `disable_canonical_uris`
    public var disableCanonicalURIs: Located<Bool>?
    /// `pass_thru`
    public var passThru: Located<Bool>?

    public init() {}
}
