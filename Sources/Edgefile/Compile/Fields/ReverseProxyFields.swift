/// What the block of `reverse_proxy` may hold, and the block of a site with `->`.
enum ReverseProxyFields {
    static var all: [Field<ReverseProxy>] { upstreams + balancing + health + passive + rest }

    private static var upstreams: [Field<ReverseProxy>] {
        [
            .custom("to", "to localhost:8080 localhost:8081", repeats: true) { statement, compiler, proxy in
                let usage = "to localhost:8080 localhost:8081"
                guard let words = compiler.arguments(statement.arguments, 1...Int.max, of: statement, usage: usage)
                else { return }
                proxy.upstreams += compiler.upstreams(words)
            }
        ]
    }

    private static var balancing: [Field<ReverseProxy>] {
        [
            .custom("lb_policy", "lb_policy least_conn", takesBlock: true) { statement, compiler, proxy in
                proxy.policy = compiler.balancingPolicy(statement)
            },
            .duration("lb_try_duration", "30s", \.tryDuration),
            .duration("lb_try_interval", "250ms", \.tryInterval),
            .integer("lb_retries", "1", \.retries, in: 0...1_000),
            .duration("lb_slow_start", "10s", \.slowStart),
        ]
    }

    private static var health: [Field<ReverseProxy>] {
        [
            .text("health_uri", "/api/health", \.health.uri),
            .integer("health_port", "8080", \.health.port, in: 1...65_535),
            .duration("health_interval", "10s", \.health.interval),
            .duration("health_timeout", "5s", \.health.timeout),
            .one("health_status", "health_status 2xx", \.health.status) { $0.statusPattern($1) },
            .text("health_body", "\"\\\"status\\\":\\\"ok\\\"\"", \.health.body),
            .text("health_method", "GET", \.health.method),
            .integer("health_passes", "2", \.health.passes),
            .integer("health_fails", "3", \.health.fails),
            .custom("health_headers", "health_headers {", takesBlock: true) { statement, compiler, proxy in
                proxy.health.headers = compiler.headerBlock(statement).edits
            },
        ]
    }

    private static var passive: [Field<ReverseProxy>] {
        [
            .duration("fail_duration", "30s", \.passive.failDuration),
            .integer("max_fails", "3", \.passive.maxFails),
            .many("unhealthy_status", "unhealthy_status 5xx", \.passive.unhealthyStatus) { $0.statusPattern($1) },
            .duration("unhealthy_latency", "5s", \.passive.unhealthyLatency),
            .integer("unhealthy_request_count", "100", \.passive.unhealthyRequestCount),
        ]
    }

    private static var rest: [Field<ReverseProxy>] {
        [
            .one("flush_interval", "flush_interval -1", \.flushInterval) { compiler, token in
                if token.text == "-1" { return Located(-1, at: token.location) }
                return compiler.duration(token).map { Located(Int($0.value.components.seconds), at: $0.location) }
            },
            .custom("header_up", "header_up X-Site chat", repeats: true) { statement, compiler, proxy in
                compiler.headerEdit(statement.arguments, of: statement).map { proxy.headerUp.append($0) }
            },
            .custom("header_down", "header_down -Server", repeats: true) { statement, compiler, proxy in
                compiler.headerEdit(statement.arguments, of: statement).map { proxy.headerDown.append($0) }
            },
            .ranges("trusted_proxies", "private_ranges", \.trustedProxies),
            .duration("dial_timeout", "5s", \.transport.dialTimeout),
            .duration("response_header_timeout", "5m", \.transport.responseHeaderTimeout),
            .custom("transport", "transport http {", takesBlock: true) { statement, compiler, proxy in
                compiler.transport(statement, into: &proxy.transport)
            },
        ]
    }
}
