/// A way to compress.
public enum EncodeFormat: String, Sendable, Hashable, CaseIterable {
    case gzip
    case zstd
    case brotli = "br"
}
