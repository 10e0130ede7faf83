/// The steps that let a request go on, or refuse it.
enum RouteGates {
    /// Takes a token of the client's bucket, or of the key's where there is one.
    static func limitRate(_ exchange: Exchange, _ terms: RateLimiter.Terms, key: CompiledTemplate?) -> RoutingDecision? {
        let worker = exchange.worker
        let now = worker.loop.now
        let wait: Interval?
        if let key {
            wait = worker.limiter.spend(terms, by: key.filled(exchange.values), at: now)
        } else {
            let client = exchange.record.client
            guard !worker.isExempt(client) else { return nil }
            wait = worker.limiter.spend(terms, by: ClientKey(client), at: now)
        }
        guard let wait else { return nil }
        return .refuse(.rateLimited(seconds: Int(clamping: (wait.nanoseconds - 1) / 1_000_000_000 + 1)))
    }

    /// The first rule that names the client decides.
    static func access(_ exchange: Exchange, _ rule: AccessRule) -> RoutingDecision? {
        let client = exchange.record.client
        guard exchange.way?.isAllowed != true, rule.clients.contains(where: { $0.contains(client) }) else { return nil }
        switch rule.verdict {
        case .allow:
            exchange.settled().isAllowed = true
            return nil
        case .deny: return .refuse(.denied)
        }
    }
}
