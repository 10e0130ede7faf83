/// Names that Caddy knows and edge does not, each with what to do instead; and names that stand in another place.
enum Unsupported {
    static func help(for name: String, in context: Context) -> String? {
        switch context {
        case .global: options[name]
        case .site, .nested: directives[name]
        case .matcher: matchers[name]
        case .settings(let owner): settings[owner]?[name]
        }
    }

    /// Where a name belongs, if it is a name at all.
    static func place(of name: String, besides context: Context) -> String? {
        let isGlobal = GlobalFields.all.contains { $0.name == name }
        let isSite = SiteFields.all.contains { $0.name == name }
        let isDirective = DirectiveTable.kinds.contains { $0.names.contains(name) }
        let isProxy = ReverseProxyFields.all.contains { $0.name == name }
        switch context {
        case .global where isSite || isDirective: return "it is a directive; put it into the block of a site"
        case .nested where isSite: return "it is for a whole site; put it into the site's own block"
        case .site where isGlobal, .nested where isGlobal:
            return "it is a global option; put it into the block without a name at the top of the file"
        case .site where isProxy, .nested where isProxy:
            return "it is a setting of `reverse_proxy`; put it into its block"
        default: return nil
        }
    }

    private static let directives = [
        "acme_server": "run a CA of its own, such as step-ca, beside the edge",
        "copy_response": "let the upstream answer as it should",
        "copy_response_headers": "use `header_down` in `reverse_proxy`",
        "forward_auth": "use `basic_auth`, or let the upstream ask for the log-in",
        "fs": "files are served from the disk alone; use `root`",
        "intercept": "use `handle_errors` for failures of the edge itself",
        "invoke": "use `import` with a snippet",
        "log_append": "the access log has its fields already",
        "log_name": "give each site its own `log { output file … }`",
        "map": "write one directive with a matcher for each value",
        "metrics": "write `metrics 127.0.0.1:9100` in the global block",
        "php_fastcgi": "run PHP behind a web server of its own and use `reverse_proxy`",
        "push": "browsers have given up HTTP/2 push; leave it away",
        "templates": "let the upstream make the page",
        "tracing": "leave it away",
        "vars": "write the value where it is used, or use a snippet with arguments",
    ]

    private static let options = [
        "acme_dns_provider": "write `acme_dns exec /path/to/hook`",
        "cert_lifetime": "certificates say themselves how long they live",
        "events": "read the log, or `edge status --json`",
        "filesystem": "files are served from the disk alone",
        "ocsp_interval": "leave it away; public CAs have given up OCSP",
        "ocsp_stapling": "leave it away; public CAs have given up OCSP",
        "on_demand_tls": "name every site in the file; a wildcard with DNS-01 covers the rest",
        "order": "directives apply in the standard order; write `route { … }` for another one",
        "pki": "there is one local CA and it needs no settings",
        "preferred_chains": "leave it away; the CA's own chain is used",
        "renew_interval": "leave it away; renewal follows the certificate's lifetime",
        "shutdown_delay": "use `grace_period` and `drain_window`",
        "storage_clean_interval": "leave it away",
    ]

    private static let matchers = [
        "expression": "combine path, method, header, host, query, client_ip and not",
        "vars": "match what the value comes from",
        "vars_regexp": "match what the value comes from",
    ]

    private static let settings: [String: [String: String]] = [
        "reverse_proxy": [
            "buffer_requests": "bodies are streamed, never held back",
            "buffer_responses": "bodies are streamed, never held back",
            "request_buffers": "bodies are streamed, never held back",
            "response_buffers": "bodies are streamed, never held back",
            "max_buffer_size": "bodies are streamed, never held back",
            "dynamic": "name the upstream; its addresses are looked up again by themselves",
            "handle_response": "use `handle_errors` for failures of the edge itself",
            "replace_status": "let the upstream answer as it should",
            "lb_retry_match": "what may be sent again is decided by what has been sent",
            "rewrite": "use the directive `rewrite`", "method": "use the directive `method`",
            "stream_timeout": "sockets have no limit here", "stream_close_delay": "a reload leaves sockets alone",
            "stream_buffer_size": "leave it away", "verbose_logs": "leave it away",
            "fail_timeout": "use `fail_duration`",
        ],
        "transport": [
            "read_buffer": "leave it away", "write_buffer": "leave it away",
            "resolvers": "the system's resolver is used",
            "dial_fallback_delay": "all addresses of a name are tried", "expect_continue_timeout": "leave it away",
            "keepalive_interval": "leave it away", "network_proxy": "upstreams are reached directly",
            "forward_proxy_url": "upstreams are reached directly",
            "tls_except_ports": "name https:// upstreams one by one",
            "tls_renegotiation": "renegotiation is refused", "tls_curves": "leave it away",
            "tls_trust_pool": "use `tls_trusted_ca_certs FILE…`",
            "max_idle_conns_per_host": "use `keepalive_idle_conns_per_host`",
        ],
        "tls": [
            "on_demand": "name every site in the file; a wildcard with DNS-01 covers the rest",
            "client_auth": "client certificates are not asked for",
            "get_certificate": "use `tls CERT KEY`; the files are watched",
            "load": "use `tls CERT KEY` once for each pair",
            "insecure_secrets_log": "keys never leave the process", "renewal_window_ratio": "leave it away",
            "force_automate": "leave it away",
        ],
        "servers": [
            "name": "leave it away", "trace": "leave it away", "0rtt": "early data is not taken",
            "enable_full_duplex": "leave it away; it is always so", "keepalive_count": "leave it away",
        ],
        "encode": ["match": "write `content_types TYPE…`"],
        "file_server": ["fs": "files are served from the disk alone", "etag_file_extensions": "leave it away"],
        "issuer acme": [
            "preferred_chains": "leave it away; the CA's own chain is used", "account_key": "leave it away",
        ],
        "issuer internal": ["ca": "there is one local CA"],
    ]
}
