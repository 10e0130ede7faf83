@testable import Edgefile

/// Edgefiles: any bytes give a configuration or errors, and a layout that another layout does not change.
enum EdgefileTarget {
    static func run(_ bytes: [UInt8]) throws {
        let result = EdgefileParser.parse(bytes)
        let hasErrors = result.diagnostics.contains { $0.severity == .error }
        let isFull = result.diagnostics.count > Limits.diagnostics
        try require((result.configuration == nil) == hasErrors || isFull, "neither a configuration nor errors, or both")
        for diagnostic in result.diagnostics { _ = diagnostic.description }
        guard case .success(let once) = EdgefileFormatter.format(bytes) else { return }
        guard case .success(let twice) = EdgefileFormatter.format(once) else {
            throw FuzzFinding(description: "the layout cannot be read")
        }
        try require(once == twice, "a second layout changes the first")
    }
}
