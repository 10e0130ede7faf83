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
            request: request, record: record, state: way, peer: connection.peer,
            tlsVersion: connection.transport.session.version)
    }

    var isLogged: Bool { site?.isLogged ?? true && way?.skipsLog != true }

    /// What the site's routes for failures make of one; `nil` where the edge's own words are the answer. A failure of theirs is
    /// not asked about again.
    func decision(about failure: Failure) -> RoutingDecision? {
        guard let program = site?.errorProgram, way?.failure == nil else { return nil }
        settled().failure = failure
        var walk = RouteWalk(self, along: program)
        return walk.proceed()
    }

    func editRequest(for pool: UpstreamPool) {
        if let way { way.requestEdits.apply(to: request, values) }
        pool.requestEdits.apply(to: request, values)
    }

    func editResponse(of pool: UpstreamPool?) {
        pool?.responseEdits.apply(to: response, values)
        if let way { way.responseEdits.apply(to: response, values) }
    }
}
