/// What a whole configuration says. Nothing is filled in: what is not written is `nil` or empty.
public struct EdgefileConfiguration: Sendable, Equatable {
    /// The global block.
    public var options: GlobalOptions = GlobalOptions()
    /// In the order of the file.
    public var sites: [SiteDefinition] = []

    public init() {}
}
