/// A request's way along a program.
struct RouteWalk {
    private let exchange: Exchange
    private let program: RouteProgram
    private var position = 0
    /// Bits of exclusion that are taken.
    private var taken: UInt64 = 0
    /// Made by the first condition that asks for it, and again after a rewrite.
    private var path: RequestPath? { didSet { beginning = nil } }
    /// Of the path, where steps look at that.
    private var beginning: PathBeginning?
    /// What a condition of the step at `position` has to know first.
    private var open: FileProbe?
    /// Which condition that is.
    private var openTest = 0
    /// What the step's conditions have been told, by their index.
    private var told: [Int: Int] = [:]

    init(_ exchange: Exchange, along program: RouteProgram) {
        self.exchange = exchange
        self.program = program
    }

    /// Walks on to the first step that answers; `nil` where none does.
    mutating func proceed() -> RoutingDecision? {
        if open.take() != nil { told[openTest] = takeProbed() ?? 0 }
        while true {
            let index = program.candidate(from: position, taken: taken, currentBeginning())
            guard index < program.steps.count else { return nil }
            position = index
            let applies = holds(program.steps[index].tests)
            if let open { return .wait(open, self) }
            if !told.isEmpty { told = [:] }
            guard applies else {
                position = program.steps[index].otherwise
                continue
            }
            taken |= program.steps[index].exclusion
            position = index + 1
            if let decision = perform(index) { return decision }
        }
    }

    // MARK: Steps

    private mutating func perform(_ index: Int) -> RoutingDecision? {
        switch program.operations[index] {
        case .enter(let bits): taken &= ~bits
        case .rewrite(let target):
            TargetEditing.rewrite(exchange.request, to: target.filled(exchange.values), state: exchange.settled())
            path = nil
        case .editTarget(let edit):
            TargetEditing.apply(edit, to: exchange.request, state: exchange.settled(), exchange.values)
            path = nil
        case .setMethod(let method): TargetEditing.setMethod(method, of: exchange.request)
        case .editRequest(let edits): exchange.settled().requestEdits += edits
        case .editResponse(let edits): exchange.settled().responseEdits += edits
        case .limitBody(let bytes): exchange.settled().bodyBytes = bytes
        case .skipLog: exchange.settled().skipsLog = true
        case .setRoot(let root): exchange.settled().root = root
        case .compress(let compression): exchange.settled().compression = compression
        case .tryFiles(let paths, let status): return tryFiles(paths, otherwise: status, at: index)
        case .files(let server): return files(server, at: index)
        case .limitRate(let terms, let key): return RouteGates.limitRate(exchange, terms, key: key)
        case .access(let rule): return RouteGates.access(exchange, rule)
        case .authenticate(let terms):
            // Where the password has to be verified first, the walk goes on with this step.
            var again = self
            again.position = index
            return terms.decide(exchange, then: again)
        default: return RouteWalk.answer(program.operations[index], exchange)
        }
        return nil
    }

    /// Looks in memory for the file that is there. Where a disk would be waited for, the walk stops at this step, and goes on
    /// with it once a thread that may wait has found out.
    private mutating func tryFiles(_ paths: [CompiledTemplate], otherwise status: Int?, at index: Int) -> RoutingDecision? {
        let texts = paths.map { $0.filled(exchange.values) }
        let probe = FileProbe(root: exchange.filesRoot(nil), candidates: texts.map(FileProbe.candidate))
        guard let found = takeProbed() ?? look(probe) else {
            position = index
            return .wait(probe, self)
        }
        if found < texts.count {
            TargetEditing.rewrite(exchange.request, to: texts[found], state: exchange.settled())
            path = nil
        } else if let status {
            return .refuse(Failure(status: status, blame: .client, phrase: "no such file", message: Failure.noFile.message))
        }
        return nil
    }

    /// Looks without waiting, and leaves what was found to who serves it.
    private func look(_ probe: FileProbe) -> Int? {
        let found = probe.find(.kept(exchange.worker.recentFiles))
        if let file = found?.file { exchange.settled().foundFile = file }
        return found?.index
    }

    /// What a thread that may wait has found out for this walk.
    private func takeProbed() -> Int? {
        defer { exchange.way?.probed = nil }
        return exchange.way?.probed
    }

    /// A file server that passes on what it does not have is asked before the walk is over.
    private mutating func files(_ server: CompiledFileServer, at index: Int) -> RoutingDecision? {
        guard server.passesOn else { return .files(server) }
        guard let question = FileResponder.question(server, exchange) else { return nil }
        guard let answers = takeProbed() ?? question.answer(.kept(exchange.worker.recentFiles)) else {
            position = index
            return .wait(question, self)
        }
        return answers == 1 ? .files(server) : nil
    }

    /// What the step answers; the walk is over.
    static func answer(_ operation: RouteOperation, _ exchange: Exchange) -> RoutingDecision {
        switch operation {
        case .proxy(let group): return .proxy(exchange.adopted.pools[group])
        case .handle(let handler): return .handle(handler)
        case .respond(let answer): return .respond(fixed(answer, exchange))
        case .redirect(let status, let location):
            let target = location.filled(exchange.values).filter(ASCII.isFieldValue)
            return .respond(.redirect(status: status, location: target))
        case .files(let server): return .files(server)
        case .redirectToHTTPS(let port): return Router.redirect(exchange.request, port: port)
        case .fail(let status, let message):
            exchange.settled().message = message?.filled(exchange.values)
            return .refuse(Failure(status: status, blame: .client, phrase: "failed by the configuration"))
        case .abort, .rewrite, .editTarget, .setMethod, .editRequest, .editResponse, .limitBody, .skipLog, .setRoot, .tryFiles,
            .compress, .limitRate, .access, .authenticate, .enter:
            return .abort
        }
    }

    private static func fixed(_ answer: RouteAnswer, _ exchange: Exchange) -> LocalResponse {
        let failure = exchange.way?.failure
        var response = LocalResponse(
            status: answer.status ?? failure?.status ?? 200, contentType: answer.contentType,
            body: answer.body.filled(exchange.values))
        response.closesConnection = answer.closes
        if let seconds = failure?.retryAfter, response.status == failure?.status {
            response.fields.append(("Retry-After", String(seconds)))
        }
        return response
    }

    // MARK: Conditions

    private mutating func holds(_ tests: Range<Int>) -> Bool {
        for index in tests where !holds(program.tests[index]) { return false }
        return true
    }

    private mutating func holds(_ test: RouteTest) -> Bool {
        switch test {
        case .paths(let patterns): fits(patterns)
        case .methods(let bits): bits >> UInt16(exchange.request.method.rawValue) & 1 == 1
        case .general(let index): holds(program.generalTests[index], at: index)
        }
    }

    private mutating func fits(_ patterns: Range<Int>) -> Bool {
        let path = currentPath()
        if let resolved = path.resolved { return program.fits(resolved.span, patterns) }
        return exchange.request.fields.path(in: path.range, fits: patterns, of: program)
    }

    private mutating func currentBeginning() -> PathBeginning {
        if let beginning { return beginning }
        let beginning = program.filtersPaths ? exchange.request.fields.beginning(of: currentPath()) : PathBeginning()
        self.beginning = beginning
        return beginning
    }

    private mutating func currentPath() -> RequestPath {
        if let path { return path }
        let path = RequestPath(exchange.request)
        self.path = path
        return path
    }

    private mutating func holds(_ test: GeneralTest, at index: Int) -> Bool {
        let request = exchange.request
        switch test {
        case .pathMatches(let pattern, let name):
            let path = currentPath()
            return capture(pattern, name, path.resolved ?? request.fields.array(in: path.range))
        case .host(let names):
            let host = request.fields.array(in: request.hostRange)
            return names.contains { HostPattern.fits($0, host) }
        case .methods(let names):
            return names.contains { request.fields.equals($0, in: request.methodRange) }
        case .field(let name, let values): return request.fields.has(name, values)
        case .fieldMatches(let name, let pattern, let catching): return fieldMatches(name, pattern, catching)
        case .query(let items):
            let query = Array(request.fields.array(in: request.targetRange).drop { $0 != UInt8(ascii: "?") }.dropFirst())
            return items.contains { item in
                guard let value = QueryString.value(of: item.key, in: query) else { return false }
                return item.value == nil || item.value == QueryString.plain(value)
            }
        case .peer(let ranges): return exchange.isFromPeer(in: ranges)
        case .client(let ranges): return ranges.contains { $0.contains(exchange.record.client) }
        case .isEncrypted(let value): return exchange.record.isSecure == value
        case .version(let range): return isOf(range)
        case .failure(let ranges):
            guard let status = exchange.way?.failure?.status else { return false }
            return ranges.contains { $0.contains(status) }
        case .fileIsThere(let root, let paths): return fileIsThere(root, paths, at: index)
        case .not(let inner): return !inner.allSatisfy { holds($0) }
        }
    }

    /// Looks in memory. Where a disk would be waited for, the walk stops, and asks the step's conditions once more when a thread
    /// that may wait has found out.
    private mutating func fileIsThere(_ root: CompiledTemplate?, _ paths: [CompiledTemplate], at index: Int) -> Bool {
        guard open == nil else { return false }
        let texts = paths.map { $0.filled(exchange.values) }
        let probe = FileProbe(root: exchange.filesRoot(root), candidates: texts.map(FileProbe.candidate))
        guard let found = told[index] ?? look(probe) else {
            (open, openTest) = (probe, index)
            return false
        }
        guard found < texts.count else { return false }
        exchange.settled().matchedFile = texts[found]
        return true
    }

    private func isOf(_ range: RouteCondition.HTTPVersionRange) -> Bool {
        let request = exchange.request
        return switch range {
        case .http2: request.isHTTP2
        case .http11OrLater: request.isHTTP2 || request.minorVersion >= 1
        case .http11: !request.isHTTP2 && request.minorVersion >= 1
        case .http10: !request.isHTTP2 && request.minorVersion == 0
        }
    }

    private func fieldMatches(_ name: [UInt8], _ pattern: TextPattern, _ catching: String) -> Bool {
        let request = exchange.request
        for index in 0..<request.fields.count {
            guard request.fields.isNamed(name, at: index) else { continue }
            if capture(pattern, catching, request.fields.arrayOfValue(at: index)) { return true }
        }
        return false
    }

    /// Matches, and keeps what the groups caught.
    private func capture(_ pattern: TextPattern, _ name: String, _ text: [UInt8]) -> Bool {
        guard let match = pattern.firstMatch(in: text.span) else { return false }
        let groups = stride(from: 0, to: match.count, by: 2).map { slot in
            match[slot] < 0 ? [] : Array(text[match[slot]..<match[slot + 1]])
        }
        exchange.settled().captures.append((name, groups))
        return true
    }
}

/// A host of a condition: `*` stands for a label.
enum HostPattern {
    static func fits(_ pattern: [UInt8], _ host: [UInt8]) -> Bool {
        let dot = UInt8(ascii: ".")
        let wanted = pattern.split(separator: dot, omittingEmptySubsequences: false)
        var host = host.map(ASCII.lowercased)
        if host.count > 1, host.last == dot { host.removeLast() }
        let labels = host.split(separator: dot, omittingEmptySubsequences: false)
        guard wanted.count == labels.count else { return pattern.elementsEqual("*".utf8) }
        return zip(wanted, labels).allSatisfy { $0 == $1 || $0.elementsEqual("*".utf8) }
    }
}
