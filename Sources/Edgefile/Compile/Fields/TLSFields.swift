/// What the block of `tls` may hold.
enum TLSFields {
    static var all: [Field<TLSSettings>] { issuing + challenge + handshake }

    private static var issuing: [Field<TLSSettings>] {
        [
            .custom("issuer", "issuer acme {", repeats: true, takesBlock: true) { statement, compiler, tls in
                compiler.issuer(statement).map { tls.issuers.append($0) }
            },
            .many("ca", "ca https://acme.example.com/directory", \.ca) { $0.url($1) },
            .texts("ca_root", "/etc/edge/ca.pem", \.caRoots),
            .custom("eab", "eab KEY_ID MAC_KEY") { statement, compiler, tls in tls.eab = compiler.binding(statement) },
            .choice("key_type", "p256", \.keyType),
            .flag("reuse_private_keys", \.reusePrivateKeys),
            .choice("pending", "refuse", \.pending),
        ]
    }

    private static var challenge: [Field<TLSSettings>] {
        [
            .custom("dns", "dns exec /etc/edge/dns-hook") { statement, compiler, tls in
                tls.dns = compiler.dnsProvider(statement)
            },
            .duration("propagation_delay", "30s", \.propagationDelay),
            .custom("propagation_timeout", "propagation_timeout 2m") { statement, compiler, tls in
                compiler.propagationTimeout(statement, &tls.propagationTimeout, &tls.skipsPropagation)
            },
            .duration("dns_ttl", "60s", \.dnsTTL),
            .text("dns_challenge_override_domain", "acme.example.net", \.dnsOverrideDomain),
            .texts("resolvers", "9.9.9.9", \.resolvers),
        ]
    }

    private static var handshake: [Field<TLSSettings>] {
        [
            .custom("protocols", "protocols tls1.2 tls1.3") { statement, compiler, tls in
                let usage = "protocols tls1.2 tls1.3"
                guard let words = compiler.arguments(statement.arguments, 1...2, of: statement, usage: usage) else {
                    return
                }
                tls.minimumVersion = compiler.choice(words[0])
                if words.count == 2 { tls.maximumVersion = compiler.choice(words[1]) }
                guard let low = tls.minimumVersion, let high = tls.maximumVersion else { return }
                if low.value == .version13, high.value == .version12 {
                    compiler.misuse(
                        statement, at: high.location, "the newest version is older than the oldest", usage: usage)
                }
            },
            .texts("ciphers", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", \.ciphers),
            .texts("curves", "x25519 secp256r1", \.curves),
            .texts("alpn", "h2 http/1.1", \.alpn),
        ]
    }
}
