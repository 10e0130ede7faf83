/// The routes of a site as one flat list of steps: what a worker walks along, front to back, without a call or a reference
/// count for a step that does not apply. Nested lists are jumped over, so that a walk can stop at any step and go on later.
package final class RouteProgram: Sendable {
    /// When a step applies, and where the walk goes when it does not. Plain data.
    struct Step: Sendable {
        /// Which of `tests` have to hold.
        var tests: Range<Int>
        /// What a look at the path's beginning says of them.
        var filter: PathFilter
        /// The next step where they do not.
        var otherwise: Int
        /// Of steps that share a bit only the first that applies is taken, until the list that they stand in is entered anew.
        var exclusion: UInt64
    }

    let steps: [Step]
    /// What each step does, by its index.
    let operations: [RouteOperation]
    let tests: [RouteTest]
    let patterns: [PathPattern]
    /// The bytes of the patterns.
    let arena: [UInt8]
    let generalTests: [GeneralTest]
    /// Whether a step looks at the path's beginning.
    let filtersPaths: Bool
    /// Whether the first step answers every request, as it does in a site of one line.
    let answersAtOnce: Bool

    init(_ draft: borrowing RouteCompiler) {
        steps = draft.steps
        operations = draft.operations
        tests = draft.tests
        patterns = draft.patterns
        arena = draft.arena
        generalTests = draft.generalTests
        filtersPaths = steps.contains { !$0.filter.isOpen }
        answersAtOnce = steps.first?.tests.isEmpty == true && operations[0].alwaysAnswers
    }

    /// The first step from `position` on that is worth asking for its conditions: none that excludes it was taken, and the path
    /// begins as it has to.
    func candidate(from position: Int, taken: UInt64, _ beginning: PathBeginning) -> Int {
        var index = position
        while index < steps.count, taken & steps[index].exclusion != 0 || !steps[index].filter.lets(beginning) {
            index = steps[index].otherwise
        }
        return index
    }

    /// Whether the path fits one of these patterns.
    func fits(_ path: Span<UInt8>, _ patterns: Range<Int>) -> Bool {
        for index in patterns where self.patterns[index].matches(path, arena: arena) { return true }
        return false
    }
}

/// What a step does.
enum RouteOperation: Sendable {
    /// An index into `Snapshot.groups`.
    case proxy(group: Int)
    case respond(RouteAnswer)
    case redirect(status: Int, location: CompiledTemplate)
    case redirectToHTTPS(port: Int)
    case handle(RequestHandler)
    case files(CompiledFileServer)
    case fail(status: Int, message: CompiledTemplate?)
    case abort
    case rewrite(CompiledTemplate)
    case editTarget(TargetEdit)
    case setMethod([UInt8])
    case editRequest([CompiledFieldEdit])
    case editResponse([CompiledFieldEdit])
    case limitBody(Int)
    case skipLog
    case setRoot(CompiledTemplate)
    case tryFiles([CompiledTemplate], otherwise: Int?)
    case compress(CompiledCompression)
    case limitRate(RateLimiter.Terms, key: CompiledTemplate?)
    case access(AccessRule)
    case authenticate(CompiledAuthentication)
    /// A nested list begins: the bits are those of the lists inside.
    case enter(clearing: UInt64)

    var alwaysAnswers: Bool {
        switch self {
        case .proxy, .respond, .redirect, .redirectToHTTPS, .handle, .fail, .abort: true
        case .files(let server): !server.passesOn
        case .rewrite, .editTarget, .setMethod, .editRequest, .editResponse, .limitBody, .skipLog, .setRoot, .tryFiles,
            .compress, .limitRate, .access, .authenticate, .enter:
            false
        }
    }
}

/// A fixed answer.
struct RouteAnswer: Sendable {
    var status: Int?
    var body: CompiledTemplate
    var contentType: String
    var closes: Bool
}
