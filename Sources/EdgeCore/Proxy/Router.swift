/// What is to be done with a request.
enum RoutingDecision {
    case proxy(UpstreamPool)
    case respond(LocalResponse)
    case handle(RequestHandler)
    case refuse(Failure)
    case files(CompiledFileServer)
    /// The connection ends without an answer.
    case abort
    /// The walk goes on when it is known which of these files is there.
    case wait(any FileQuestion, RouteWalk)
    /// The walk goes on when it is known whether the password is right.
    case verify(PasswordQuestion, RouteWalk)
}

/// Finds the site by host and what it does with the request, in the configuration that the exchange began with.
enum Router {
    static func route(_ exchange: Exchange) -> RoutingDecision {
        if let answer = ChallengePaths.answer(exchange) { return .respond(answer) }
        let request = exchange.request
        let listener = exchange.listener
        identifyClient(of: exchange)
        if let handler = ChallengePaths.handler(for: exchange) { return .handle(handler) }
        guard let site = findSite(for: exchange, on: listener) else { return unmatched(request, on: listener) }
        guard covers(request, exchange) else { return .refuse(.misdirected) }
        exchange.site = site
        if site.program.answersAtOnce { return RouteWalk.answer(site.program.operations[0], exchange) }
        var walk = RouteWalk(exchange, along: site.program)
        return walk.proceed() ?? .refuse(.noRoute)
    }

    private static func identifyClient(of exchange: Exchange) {
        guard !exchange.adopted.snapshot.trustedProxies.ranges.isEmpty else { return }
        let trusted = exchange.adopted.snapshot.trustedProxies
        guard trusted.contains(exchange.record.client) else { return }
        var record = exchange.record
        ClientIdentity.resolve(exchange.request, trusted: trusted, into: &record)
        exchange.record = record
    }

    private static func findSite(for exchange: Exchange, on listener: CompiledListener) -> CompiledSite? {
        let host = exchange.request.hostRange
        if let site = lookUp(host, in: exchange.request.fields, listener.sites) { return site }
        // A trusted tunnel has ended TLS for this request: it is served, not sent round once more.
        guard exchange.record.isSecureByProxy, let redirected = listener.redirected else { return nil }
        return lookUp(host, in: exchange.request.fields, redirected)
    }

    /// The site that answers for an authority in text.
    static func site(forAuthority text: String, on listener: CompiledListener, isSecureByProxy: Bool) -> CompiledSite? {
        let bytes = Array(text.utf8)
        guard let parts = Authority(bytes.span) else { return nil }
        let host = bytes.span.extracting(parts.host)
        if let site = listener.sites.site(for: host) { return site }
        return isSecureByProxy ? listener.redirected?.site(for: host) : nil
    }

    private static func lookUp(
        _ host: Range<Int>, in fields: borrowing FieldSection, _ sites: SiteTable
    ) -> CompiledSite? {
        sites.site(for: fields.bytes(in: host))
    }

    private static func unmatched(_ request: RequestHead, on listener: CompiledListener) -> RoutingDecision {
        switch listener.unmatched {
        case .notFound: return .refuse(.noSite)
        case .redirectToHTTPS(let port):
            return redirect(request, port: port)
        }
    }

    static func redirect(_ request: RequestHead, port: Int) -> RoutingDecision {
        // A 1.0 client may name no host, and then there is nowhere to send it.
        guard !request.authorityRange.isEmpty else { return .refuse(.noSite) }
        return .respond(.redirectToHTTPS(request, host: hostText(of: request), port: port))
    }

    /// Whether this connection may carry requests for that host (RFC 9110 §7.4); a browser that reuses a connection for
    /// another name opens a new one on 421.
    private static func covers(_ request: RequestHead, _ exchange: Exchange) -> Bool {
        guard let transport = exchange.connection?.transport else { return false }
        return covers(request.hostRange, in: request.fields, transport)
    }

    private static func covers(
        _ host: Range<Int>, in fields: borrowing FieldSection, _ transport: any Transport
    ) -> Bool {
        transport.covers(host: fields.bytes(in: host))
    }

    // MARK: Parts of the head

    private static func hostText(of request: RequestHead) -> String {
        let host = request.fields.text(in: request.hostRange)
        return host.contains(":") ? "[\(host)]" : host
    }
}
