/// Files below a folder, as answers.
///
/// Nothing outside of the root is served, whatever links or paths say; nor are names that begin with a dot, except
/// `.well-known`.
public struct FileServer: Sendable, Hashable {
    /// Where the files are; `nil` for what `Route.Action.setRoot` has said, or else the working folder.
    public var root: Template?
    /// Names that stand for their folder.
    public var index: [String] = ["index.html", "index.txt"]
    /// Names that are not served, in any folder. `*` fits anything inside of a name.
    public var hidden: [String] = []
    /// Codings of which a sibling may lie beside a file (`app.js.gz` beside `app.js`), the preferred first.
    public var precompressed: [Coding] = []
    /// The status; `nil` for 200, or that of the failure that is answered.
    public var status: Int?
    /// Whether a folder is told by its final slash, and a file by having none, with a redirect where it is not.
    public var redirectsFolders = true
    /// Whether a folder without an index is listed: a page that sorts by name, size or time, or JSON for those who accept it.
    public var listsFolders = false
    /// Whether a request for what is not there goes on to the next route, instead of being answered with 404.
    public var passesOn = false

    /// Serves what is below `root`.
    public init(root: Template? = nil) { self.root = root }

    /// How a sibling is coded.
    public enum Coding: Sendable, Hashable, CaseIterable {
        /// `.gz`
        case gzip
        /// `.br`
        case brotli
        /// `.zst`
        case zstd

        var suffix: String {
            switch self {
            case .gzip: ".gz"
            case .brotli: ".br"
            case .zstd: ".zst"
            }
        }

        /// In Content-Encoding.
        var token: StaticString {
            switch self {
            case .gzip: "gzip"
            case .brotli: "br"
            case .zstd: "zstd"
            }
        }
    }
}
