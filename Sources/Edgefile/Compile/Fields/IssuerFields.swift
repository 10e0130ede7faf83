/// What the blocks of `issuer acme` and `issuer internal` may hold.
enum IssuerFields {
    static var acme: [Field<ACMEIssuer>] { account + challenge }

    private static var account: [Field<ACMEIssuer>] {
        [
            .many("dir", "dir https://acme.example.com/directory", \.directories) { $0.url($1) },
            .one("test_dir", "test_dir https://acme.example.com/staging", \.testDirectory) { $0.url($1) },
            .one("email", "email you@example.com", \.email) { $0.email($1) },
            .text("profile", "shortlived", \.profile),
            .duration("timeout", "1m", \.timeout),
            .custom("eab", "eab KEY_ID MAC_KEY") { statement, compiler, issuer in
                issuer.eab = compiler.binding(statement)
            },
            .texts("trusted_roots", "/etc/edge/ca.pem", \.trustedRoots),
        ]
    }

    private static var challenge: [Field<ACMEIssuer>] {
        [
            .flag("disable_http_challenge", \.disableHTTPChallenge),
            .flag("disable_tlsalpn_challenge", \.disableTLSALPNChallenge),
            .integer("alt_http_port", "8080", \.alternativeHTTPPort, in: 1...65_535),
            .integer("alt_tlsalpn_port", "8443", \.alternativeTLSALPNPort, in: 1...65_535),
            .custom("dns", "dns exec /etc/edge/dns-hook") { statement, compiler, issuer in
                issuer.dns = compiler.dnsProvider(statement)
            },
            .duration("propagation_delay", "30s", \.propagationDelay),
            .custom("propagation_timeout", "propagation_timeout 2m") { statement, compiler, issuer in
                compiler.propagationTimeout(statement, &issuer.propagationTimeout, &issuer.skipsPropagation)
            },
            .duration("dns_ttl", "60s", \.dnsTTL),
            .text("dns_challenge_override_domain", "acme.example.net", \.dnsOverrideDomain),
            .texts("resolvers", "9.9.9.9", \.resolvers),
        ]
    }

    static var local: [Field<InternalIssuer>] {
        [.duration("lifetime", "12h", \.lifetime), .flag("sign_with_root", \.signWithRoot)]
    }
}
