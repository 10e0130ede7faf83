/// `try_files`: the first of these that is there becomes the path.
public struct TryFiles: Sendable, Equatable {
    /// The last may be `=404`.
    public var candidates: [Template]

    public init(candidates: [Template]) {
        self.candidates = candidates
    }
}
