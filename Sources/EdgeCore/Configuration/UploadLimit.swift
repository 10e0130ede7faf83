/// How many large request bodies are taken at once, over all workers; later ones wait, with back-pressure, in the order in which
/// they came. For backends that keep uploads in memory.
public struct UploadLimit: Sendable, Hashable {
    /// Bodies at once.
    public var count: Int
    /// Bytes from which on a body is large. A body whose length is not told counts as large.
    public var over: Int
    /// Sites of one name share their places.
    public var name: String

    /// A limit of `count` large bodies at once.
    public init(_ count: Int, over: Int = 5 * 1000 * 1000, name: String = "") {
        self.count = count
        self.over = over
        self.name = name
    }
}
