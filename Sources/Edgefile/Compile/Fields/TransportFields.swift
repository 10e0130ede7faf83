/// What the block of `transport http` may hold.
enum TransportFields {
    static var all: [Field<TransportSettings>] { clocks + tls + pool }

    private static var clocks: [Field<TransportSettings>] {
        [
            .duration("dial_timeout", "5s", \.dialTimeout),
            .duration("response_header_timeout", "5m", \.responseHeaderTimeout),
            .duration("read_timeout", "5m", \.readTimeout),
            .duration("write_timeout", "5m", \.writeTimeout),
        ]
    }

    private static var tls: [Field<TransportSettings>] {
        [
            .flag("tls", \.tls),
            .flag("tls_insecure_skip_verify", \.tlsInsecureSkipVerify),
            .one("tls_server_name", "tls_server_name chat.internal", \.tlsServerName) { compiler, token in
                Located(compiler.template(token), at: token.location)
            },
            .texts("tls_trusted_ca_certs", "/etc/edge/ca.pem", \.tlsTrustedCACerts),
            .custom("tls_client_auth", "tls_client_auth cert.pem key.pem") { statement, compiler, transport in
                let usage = "tls_client_auth cert.pem key.pem"
                guard let words = compiler.arguments(statement.arguments, 2...2, of: statement, usage: usage) else {
                    return
                }
                transport.tlsClientAuth = CertificatePair(
                    certificate: compiler.text(words[0]), key: compiler.text(words[1]))
            },
            .duration("tls_timeout", "10s", \.tlsTimeout),
        ]
    }

    private static var pool: [Field<TransportSettings>] {
        [
            .one("keepalive", "keepalive 2m", \.keepalive) { compiler, token in
                token.text == "off" ? Located(.zero, at: token.location) : compiler.duration(token)
            },
            .integer("keepalive_idle_conns", "64", \.keepaliveIdleConnections, in: 0...1_000_000),
            .integer("keepalive_idle_conns_per_host", "32", \.keepaliveIdleConnectionsPerHost, in: 0...1_000_000),
            .integer("max_conns_per_host", "100", \.maxConnectionsPerHost, in: 0...1_000_000),
            .size("max_response_header", "64KiB", \.maxResponseHeader),
            .choices("versions", "1.1", \.versions),
            .one("compression", "compression off", \.compression) { compiler, token in compiler.onOff(token) },
            .choice("proxy_protocol", "v2", \.proxyProtocol),
            .text("local_address", "10.0.0.2", \.localAddress),
        ]
    }
}
