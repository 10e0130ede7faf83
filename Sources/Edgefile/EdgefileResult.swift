/// What came of reading an Edgefile.
public struct EdgefileResult: Sendable {
    /// `nil` where there are errors.
    public var configuration: EdgefileConfiguration?
    /// Errors and warnings: those of the file itself first, from the top down.
    public var diagnostics: [Diagnostic]
    /// The files that were read, for diagnostics of those who use the configuration.
    public var sources: SourceMap

    /// The configuration, or everything that is wrong with it.
    public func get() throws(EdgefileErrors) -> EdgefileConfiguration {
        guard let configuration else { throw EdgefileErrors(diagnostics: diagnostics) }
        return configuration
    }
}
