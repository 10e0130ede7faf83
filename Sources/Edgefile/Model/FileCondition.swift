/// Whether a file is there, as `try_files` would find it.
public struct FileCondition: Sendable, Equatable {
    /// The root.
    public var root: Template?
    /// Empty for the path of the request.
    public var candidates: [Template] = []

    public init() {}
}
