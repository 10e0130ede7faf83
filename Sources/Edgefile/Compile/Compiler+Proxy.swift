extension Compiler {
    func upstreams(_ words: some Sequence<Token>) -> [UpstreamAddress] {
        let reader = AddressReader(reporter: reporter)
        return words.compactMap { reader.upstream($0) }
    }

    /// `reverse_proxy`, after the matcher.
    func reverseProxy(_ statement: Statement, _ words: ArraySlice<Token>) -> ReverseProxy {
        var proxy = ReverseProxy()
        proxy.upstreams = upstreams(words)
        let before = reporter.errorCount
        read(statement.block, ReverseProxyFields.all, of: .settings("reverse_proxy"), into: &proxy)
        if proxy.upstreams.isEmpty, words.isEmpty, before == reporter.errorCount {
            misuse(statement, "`reverse_proxy` names no upstream", usage: "reverse_proxy localhost:8080")
        }
        checkSchemes(proxy)
        return proxy
    }

    /// Upstreams of one group are all spoken to in the same way.
    func checkSchemes(_ proxy: ReverseProxy) {
        guard let first = proxy.upstreams.first else { return }
        let other = proxy.upstreams.first { ($0.scheme == .https) != (first.scheme == .https) }
        guard let other else { return }
        reporter.error(
            other.location, "upstreams with and without TLS cannot stand in one group",
            help: "use https:// for all of them or for none", notes: [("the first upstream is here", first.location)])
    }

    func transport(_ statement: Statement, into transport: inout TransportSettings) {
        guard let words = arguments(statement.arguments, 1...1, of: statement, usage: "transport http {") else {
            return
        }
        guard words[0].text == "http" else {
            let help =
                words[0].text == "fastcgi" ? "run PHP behind a web server of its own" : "for example: transport http {"
            reporter.error(words[0].location, "there is no transport \"\(words[0].shown)\"", help: help)
            return
        }
        read(statement.block, TransportFields.all, of: .settings("transport"), into: &transport)
    }

    func balancingPolicy(_ statement: Statement) -> Located<BalancingPolicy>? {
        let usage = "lb_policy least_conn"
        guard let words = arguments(statement.arguments, 1...Int.max, of: statement, usage: usage) else { return nil }
        guard let policy = policy(words, statement) else { return nil }
        return Located(policy, at: words[0].location)
    }

    private static let plainPolicies: [String: BalancingPolicy] = [
        "random": .random, "first": .first, "round_robin": .roundRobin, "least_conn": .leastConnections,
        "ip_hash": .ipHash, "client_ip_hash": .clientIPHash, "uri_hash": .uriHash,
    ]

    private func policy(_ words: [Token], _ statement: Statement) -> BalancingPolicy? {
        let name = words[0].text
        let rest = words.dropFirst()
        if let plain = Self.plainPolicies[name] {
            return arguments(rest, 0...0, of: statement, usage: "lb_policy \(name)") == nil ? nil : plain
        }
        switch name {
        case "random_choose":
            guard let word = rest.first else { return .randomChoose(2) }
            return integer(word, 2...1_000).map { .randomChoose($0.value) }
        case "weighted_round_robin":
            let weights = rest.compactMap { integer($0, 0...1_000_000)?.value }
            if weights.isEmpty {
                misuse(statement, "`lb_policy \(name)` needs weights", usage: "lb_policy \(name) 3 1")
            }
            return .weightedRoundRobin(weights)
        case "header", "query":
            guard let word = arguments(rest, 1...1, of: statement, usage: "lb_policy \(name) X-Room") else {
                return nil
            }
            return name == "header" ? .header(word[0].text) : .query(word[0].text)
        case "cookie":
            guard arguments(rest, 0...2, of: statement, usage: "lb_policy cookie lb") != nil else { return nil }
            return .cookie(name: rest.first?.text, secret: rest.dropFirst().first?.text)
        default:
            let known =
                Self.plainPolicies.keys.sorted() + [
                    "random_choose", "weighted_round_robin", "header", "query", "cookie",
                ]
            let nearest = NearestName.find(name, among: known).map { "did you mean \($0)?" }
            reporter.error(
                words[0].location, "there is no policy \"\(words[0].shown)\"",
                help: nearest ?? "write one of \(known.joined(separator: ", "))")
            return nil
        }
    }
}
