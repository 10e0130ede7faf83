/// What routes have to do with an exchange.
extension Exchange {
    /// Where steps leave what they settle.
    func settled() -> RouteState {
        if let way { return way }
        let state = RouteState()
        way = state
        return state
    }

    /// What templates take their values from.
    var values: RequestValues {
        RequestValues(
            request: request, record: record, state: way, peer: connection?.peer,
            tlsVersion: connection?.transport.session.version.name ?? "", upstream: responderName)
    }

    /// Whether the connection comes from one of these, whoever the client is.
    func isFromPeer(in ranges: [AddressRange]) -> Bool {
        guard let peer = connection?.peer else { return false }
        return ranges.contains { $0.contains(peer) }
    }

    var isLogged: Bool { site?.isLogged ?? true && way?.skipsLog != true }

    /// What the site's routes for failures make of one; `nil` where the edge's own words are the answer. A failure of theirs is
    /// not asked about again.
    func decision(about failure: Failure) -> RoutingDecision? {
        guard let program = site?.errorProgram, way?.failure == nil else { return nil }
        let state = settled()
        state.failure = failure
        // It may be long ago that this was looked for.
        state.foundFile = nil
        var walk = RouteWalk(self, along: program)
        return walk.proceed()
    }

    func editRequest(for pool: UpstreamPool) {
        if let way, !way.requestEdits.isEmpty { way.requestEdits.apply(to: request, values) }
        if !pool.requestEdits.isEmpty { pool.requestEdits.apply(to: request, values) }
    }

    func editResponse(of pool: UpstreamPool?) {
        if let pool, !pool.responseEdits.isEmpty { pool.responseEdits.apply(to: response, values) }
        if let way, !way.responseEdits.isEmpty { way.responseEdits.apply(to: response, values) }
    }

    // MARK: Files

    /// The folder below which files are looked for: a server's own, or what the way has settled, or the working folder.
    func filesRoot(_ own: CompiledTemplate?) -> [UInt8] {
        (own ?? way?.root)?.filled(values) ?? Array(".".utf8)
    }

    /// The target as the client sent it.
    var originalTarget: [UInt8] { request.fields.array(in: way?.originalTarget ?? request.targetRange) }

    /// Has a thread that may wait find out what a worker would have to wait for.
    func wait(for question: any FileQuestion, _ walk: RouteWalk) {
        let state = settled()
        state.foundFile = nil
        pauseForRouting()
        worker.offload({ question.answer(.waiting) ?? 0 }, then: { [self] found in
            guard phase != .finished, phase != .responding else { return }
            state.probed = found
            var walk = walk
            resumeRouting(walk.proceed() ?? .refuse(state.failure ?? .noRoute))
        })
    }

    // MARK: Passwords

    /// Has a thread that may take its time find out whether the password is right.
    func verify(_ question: PasswordQuestion, _ walk: RouteWalk) {
        let state = settled()
        state.foundFile = nil
        pauseForRouting()
        worker.passwords.ask(question, from: record.client) { [self] answer in
            guard phase != .finished, phase != .responding else { return }
            state.verified = answer
            var walk = walk
            resumeRouting(walk.proceed() ?? .refuse(state.failure ?? .noRoute))
        }
    }

    // MARK: Compression

    func beginCompression() {
        guard let compression = way?.compression else { return }
        way?.compressor = ResponseCompressor.begin(compression, for: self)
    }

    func sendCompressed(_ bytes: Span<UInt8>) {
        guard let stream else { return }
        record.bytesOut += bytes.count
        send(bytes, on: stream)
    }
}
