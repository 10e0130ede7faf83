internal import Edgefile

/// Reports every setting that is understood and not there yet: a limit that is silently not kept is worse than an error.
enum Unsupported {
    static func report(_ document: EdgefileConfiguration, to findings: Findings) {
        report(document.options, findings)
        for server in document.options.servers { report(server, findings) }
        for site in document.sites { report(site, findings) }
    }

    private static func report(_ options: GlobalOptions, _ findings: Findings) {
        check(findings, [
            ("default_sni", options.defaultSNI?.location),
            ("fallback_sni", options.fallbackSNI?.location),
        ])
        if let limits = options.limits { report(limits, findings) }
    }

    private static func report(_ server: ServerOptions, _ findings: Findings) {
        check(findings, [
            ("strict_sni_host off", off(server.strictSNIHost)),
            ("keepalive_interval", server.keepaliveInterval?.location), ("metrics", server.metrics?.location),
            ("log_credentials", server.logCredentials?.location),
        ])
        for entry in server.protocols where entry.value == .http2Cleartext { findings.notYet("h2c", at: entry.location) }
    }

    private static func report(_ limits: LimitSettings, _ findings: Findings) {
        check(findings, [
            ("limits message_size", limits.messageSize?.location),
        ])
    }

    private static func report(_ site: SiteDefinition, _ findings: Findings) {
        check(findings, [
            ("limits in a site", site.limits?.location),
            ("read_body in a site", site.timeouts.readBody?.location), ("write in a site", site.timeouts.write?.location),
            ("idle in a site", site.timeouts.idle?.location), ("min_rate", site.timeouts.minRate?.location),
        ])
        if let tls = site.tls { report(tls, findings) }
        for log in site.logs { report(log, findings) }
    }

    private static func report(_ tls: TLSSettings, _ findings: Findings) {
        check(findings, [
            ("tls protocols", tls.minimumVersion?.location),
            ("tls protocols", tls.maximumVersion?.location), ("tls ciphers", tls.ciphers.first?.location),
            ("tls curves", tls.curves.first?.location), ("tls alpn", tls.alpn.first?.location),
        ])
    }

    private static func report(_ log: LogSettings, _ findings: Findings) {
        check(findings, [
            ("log roll", log.roll.size?.location), ("log format filter", log.filters.first?.location),
            ("log hostnames", log.hostnames.first?.location),
        ])
    }

    static func report(_ proxy: ReverseProxy, _ findings: Findings) {
        let transport = proxy.transport
        check(findings, [
            ("unhealthy_request_count", proxy.passive.unhealthyRequestCount?.location),
            ("trusted_proxies in reverse_proxy", proxy.trustedProxies.first?.location),
            ("transport read_timeout", transport.readTimeout?.location),
            ("transport write_timeout", transport.writeTimeout?.location),
            ("transport tls_client_auth", transport.tlsClientAuth?.certificate.location),
            ("transport keepalive", transport.keepalive?.location),
            ("transport max_conns_per_host", transport.maxConnectionsPerHost?.location),
            ("transport local_address", transport.localAddress?.location),
        ])
    }

    private static func off(_ setting: Located<Bool>?) -> SourceLocation? {
        setting?.value == false ? setting?.location : nil
    }

    private static func check(_ findings: Findings, _ settings: [(name: String, location: SourceLocation?)]) {
        for setting in settings {
            if let location = setting.location { findings.notYet(setting.name, at: location) }
        }
    }
}
