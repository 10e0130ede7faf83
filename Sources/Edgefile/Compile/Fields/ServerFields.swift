/// What the block of `servers` may hold.
enum ServerFields {
    static var all: [Field<ServerOptions>] { clients + connections }

    private static var clients: [Field<ServerOptions>] {
        [
            .custom("trusted_proxies", "trusted_proxies static private_ranges", repeats: true) {
                statement, compiler, server in
                server.trustedProxies += compiler.trustedProxies(statement)
            },
            .flag("trusted_proxies_strict", \.trustedProxiesStrict),
            .texts("client_ip_headers", "X-Forwarded-For", \.clientIPHeaders),
            .custom("proxy_protocol", "proxy_protocol 10.0.0.0/8", takesBlock: true) { statement, compiler, server in
                server.proxyProtocol = compiler.proxyProtocol(statement)
            },
            .custom("listener_wrappers", "listener_wrappers {", takesBlock: true) { statement, compiler, server in
                compiler.read(statement.block, wrappers, of: .settings("listener_wrappers"), into: &server)
            },
        ]
    }

    private static var wrappers: [Field<ServerOptions>] {
        [
            .custom("proxy_protocol", "proxy_protocol {", takesBlock: true) { statement, compiler, server in
                server.proxyProtocol = compiler.proxyProtocol(statement)
            },
            .custom("tls", "tls") { _, _, _ in },
            .custom("http_redirect", "http_redirect") { _, _, _ in },
        ]
    }

    private static var connections: [Field<ServerOptions>] {
        [
            .custom("timeouts", "timeouts {", takesBlock: true) { statement, compiler, server in
                compiler.read(statement.block, TimeoutFields.all(\.timeouts), of: .settings("timeouts"), into: &server)
            },
            .size("max_header_size", "64KiB", \.maxHeaderSize),
            .duration("keepalive_interval", "15s", \.keepaliveInterval),
            .many("protocols", "protocols h1 h2", \.protocols) { compiler, token in
                guard token.text != "h3" else {
                    compiler.reporter.warning(token.location, "HTTP/3 is not served; h1 and h2 are")
                    return nil
                }
                return compiler.choice(token)
            },
            .one("strict_sni_host", "strict_sni_host on", \.strictSNIHost) { $0.onOff($1, off: "insecure_off") },
            .flag("log_credentials", \.logCredentials),
            .flag("metrics", \.metrics),
        ]
    }
}
