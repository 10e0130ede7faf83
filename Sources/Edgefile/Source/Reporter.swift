/// Collects what is wrong, up to a bound, without saying the same thing twice.
final class Reporter {
    private(set) var diagnostics: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []
    private(set) var errorCount = 0
    /// No more is kept.
    private(set) var isFull = false
    var sources = SourceMap()

    var hasErrors: Bool { errorCount > 0 }

    func error(
        _ location: SourceLocation, _ message: String, help: String? = nil,
        notes: [(message: String, location: SourceLocation)] = []
    ) {
        errorCount += 1
        add(sources.diagnostic(.error, at: location, message, help: help, notes: notes))
    }

    func warning(_ location: SourceLocation, _ message: String, help: String? = nil) {
        add(sources.diagnostic(.warning, at: location, message, help: help))
    }

    private func add(_ diagnostic: Diagnostic) {
        guard !isFull, seen.insert(diagnostic).inserted else { return }
        guard diagnostics.count < Limits.diagnostics else {
            isFull = true
            let message = "there is more; only the first \(Limits.diagnostics) are shown"
            diagnostics.append(sources.diagnostic(.note, at: diagnostic.location, message))
            return
        }
        diagnostics.append(diagnostic)
    }
}
