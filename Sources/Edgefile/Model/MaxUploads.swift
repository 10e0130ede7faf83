/// `max_uploads N [over SIZE]`: how many large bodies are taken at once; later ones wait.
public struct MaxUploads: Sendable, Equatable {
    /// The count.
    public var count: Int
    /// Where it was written.
    public var location: SourceLocation
    /// What is large, in bytes.
    public var over: Located<Int>?

    public init(count: Int, location: SourceLocation) {
        self.count = count
        self.location = location
    }
}
