/// What the global block may hold.
enum GlobalFields {
    static var all: [Field<GlobalOptions>] { listening + certificates + acme + clients + running + process + ignored }

    private static var listening: [Field<GlobalOptions>] {
        [
            .integer("http_port", "80", \.httpPort, in: 1...65_535),
            .integer("https_port", "443", \.httpsPort, in: 1...65_535),
            .texts("default_bind", "127.0.0.1", \.defaultBind),
            .choice("auto_https", "disable_redirects", \.autoHTTPS),
            .custom("servers", "servers {", repeats: true, takesBlock: true) { statement, compiler, options in
                compiler.servers(statement).map { options.servers.append($0) }
            },
        ]
    }

    private static var certificates: [Field<GlobalOptions>] {
        [
            .one("email", "email you@example.com", \.email) { $0.email($1) },
            .flag("local_certs", \.localCerts),
            .flag("skip_install_trust", \.skipInstallTrust),
            .choice("key_type", "p256", \.keyType),
            .text("default_sni", "chat.example.com", \.defaultSNI),
            .text("fallback_sni", "chat.example.com", \.fallbackSNI),
            .custom("cert_issuer", "cert_issuer internal", repeats: true, takesBlock: true) {
                statement, compiler, options in
                compiler.issuer(statement).map { options.issuers.append($0) }
            },
        ]
    }

    private static var acme: [Field<GlobalOptions>] {
        [
            .many("acme_ca", "acme_ca https://acme.example.com/directory", \.acmeCA) { $0.url($1) },
            .texts("acme_ca_root", "/etc/edge/ca.pem", \.acmeCARoots),
            .custom("acme_eab", "acme_eab {", takesBlock: true) { statement, compiler, options in
                options.acmeEAB = compiler.binding(statement)
            },
            .custom("acme_dns", "acme_dns exec /etc/edge/dns-hook") { statement, compiler, options in
                options.acmeDNS = compiler.dnsProvider(statement)
            },
            .text("acme_webroot", "/var/www/html", \.acmeWebroot),
        ]
    }

    private static var clients: [Field<GlobalOptions>] {
        [
            .custom("trusted_proxies", "trusted_proxies static private_ranges", repeats: true) {
                statement, compiler, options in
                options.trustedProxies += compiler.trustedProxies(statement)
            },
            .texts("client_ip_headers", "X-Forwarded-For", \.clientIPHeaders),
            .custom("proxy_protocol", "proxy_protocol 10.0.0.0/8", takesBlock: true) { statement, compiler, options in
                options.proxyProtocol = compiler.proxyProtocol(statement)
            },
            .size("max_body", "110MiB", \.maxBody),
            .custom("max_uploads", "max_uploads 4") { statement, compiler, options in
                options.maxUploads = compiler.maxUploads(statement)
            },
            .custom("limits", "limits {", takesBlock: true) { statement, compiler, options in
                options.limits = compiler.limits(statement)
            },
        ] + TimeoutFields.all(\.timeouts)
    }

    private static var running: [Field<GlobalOptions>] {
        [
            .flag("debug", \.debug),
            .duration("grace_period", "20s", \.gracePeriod),
            .duration("drain_window", "10s", \.drainWindow),
            .custom("log", "log {", repeats: true, takesBlock: true) { statement, compiler, options in
                options.logs.append(compiler.log(statement))
            },
            .text("metrics", "127.0.0.1:9100", \.metrics),
        ]
    }

    private static var process: [Field<GlobalOptions>] {
        [
            .integer("workers", "2", \.workers, in: 1...1_024),
            .text("data", "/var/lib/edge", \.data),
            .custom("storage", "storage file_system /var/lib/edge", takesBlock: true) { statement, compiler, options in
                options.data = compiler.storage(statement)
            },
            .text("control", "/run/edge/edge.sock", \.control),
            .text("user", "edge", \.user),
        ]
    }

    /// Options of Caddy whose only sensible value says what is so here anyway.
    private static var ignored: [Field<GlobalOptions>] {
        ["admin", "persist_config"].map { name in
            .custom(name, "\(name) off", takesBlock: true) { statement, compiler, _ in
                if statement.arguments.map(\.text) == ["off"] {
                    compiler.reporter.warning(
                        statement.location, "`\(name) off` changes nothing: there is no such thing here")
                } else {
                    compiler.reporter.error(
                        statement.location, "there is no admin API",
                        help: "the running edge is spoken to with `edge reload`, `edge status` …")
                }
            }
        }
    }
}
