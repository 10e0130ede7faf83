/// How answers are compressed on their way to the client: with gzip, where the client takes it.
public struct Compression: Sendable, Hashable {
    /// 1 is the fastest, 9 the smallest.
    public var level = 5
    /// Bytes of an answer below which it is left as it is, where its length is known.
    public var minimumBytes = 512
    /// The content types that are worth it; `*` at the end fits any ending.
    public var contentTypes = Self.textTypes

    /// Level 5, from 512 bytes on, text in its many forms.
    public init() {}

    /// Types that are text, whatever they are called; nothing that is compressed already.
    public static let textTypes = [
        "text/*", "application/json*", "application/javascript*", "application/x-javascript*", "application/xml*",
        "application/xhtml+xml*", "application/atom+xml*", "application/rss+xml*", "application/ld+json*",
        "application/manifest+json*", "application/problem+json*", "application/wasm*", "application/vnd.ms-fontobject*",
        "font/ttf*", "font/otf*", "image/svg+xml*", "image/x-icon*", "image/vnd.microsoft.icon*",
    ]
}
