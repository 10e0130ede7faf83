/// `encode`: compression of answers.
public struct Encode: Sendable, Equatable {
    /// In the order of preference.
    public var formats: [Located<EncodeFormat>] = []
    /// `gzip_level`
    public var gzipLevel: Located<Int>?
    /// In bytes.
    public var minimumLength: Located<Int>?
    /// Only these; `*` at the end fits any ending.
    public var contentTypes: [Located<String>] = []

    public init() {}
}
