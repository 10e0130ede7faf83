extension Compiler {
    private static let tlsUsage = "tls internal, tls you@example.com, tls cert.pem key.pem, or tls {"

    func tls(_ statement: Statement) -> TLSSettings {
        var settings = TLSSettings(location: statement.location)
        let words = Array(statement.arguments)
        switch words.count {
        case 0:
            if statement.block == nil { misuse(statement, "`tls` needs an argument or a block", usage: Self.tlsUsage) }
        case 1: single(words[0], statement, &settings)
        case 2:
            if let certificate = path(words[0]), let key = path(words[1]) {
                let files = CertificateSource.files(certificate: certificate.value, key: key.value)
                settings.source = Located(files, at: certificate.location)
            }
        default: misuse(statement, at: words[2].location, "`tls` takes at most two arguments", usage: Self.tlsUsage)
        }
        read(statement.block, TLSFields.all, of: .settings("tls"), into: &settings)
        return settings
    }

    private func single(_ word: Token, _ statement: Statement, _ settings: inout TLSSettings) {
        let sources: [String: CertificateSource] = ["internal": .local, "certbot": .certbot, "acme.sh": .acmeSh]
        if let source = sources[word.text] {
            settings.source = Located(source, at: word.location)
        } else if word.text.contains("@") {
            settings.email = email(word)
        } else {
            let nearest = NearestName.find(word.text, among: sources.keys.sorted())
            reporter.error(
                word.location, "`tls` with one argument takes internal, certbot, acme.sh or an e-mail address",
                help: nearest.map { "did you mean \($0)?" } ?? "a certificate needs its key: tls cert.pem key.pem")
        }
    }

    func email(_ token: Token) -> Located<String>? {
        let parts = token.text.split(separator: "@", omittingEmptySubsequences: false)
        if parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) { return text(token) }
        reporter.error(
            token.location, "\"\(token.shown)\" is no e-mail address", help: "for example: you@example.com")
        return nil
    }

    func url(_ token: Token) -> Located<String>? {
        if token.text.hasPrefix("https://"), token.text.utf8.count > 8 { return text(token) }
        reporter.error(
            token.location, "\"\(token.shown)\" is no https address",
            help: "for example: https://acme-v02.api.letsencrypt.org/directory")
        return nil
    }

    func issuer(_ statement: Statement) -> Issuer? {
        guard let words = arguments(statement.arguments, 1...2, of: statement, usage: "issuer acme {") else {
            return nil
        }
        switch words[0].text {
        case "acme":
            var issuer = ACMEIssuer()
            if words.count == 2 { issuer.directories = url(words[1]).map { [$0] } ?? [] }
            read(statement.block, IssuerFields.acme, of: .settings("issuer acme"), into: &issuer)
            return Issuer(kind: .acme(issuer), location: statement.location)
        case "internal":
            var issuer = InternalIssuer()
            read(statement.block, IssuerFields.local, of: .settings("issuer internal"), into: &issuer)
            return Issuer(kind: .local(issuer), location: statement.location)
        default:
            let help =
                words[0].text == "zerossl"
                ? "write issuer acme { dir https://acme.zerossl.com/v2/DV90; eab KEY_ID MAC_KEY }"
                : "write issuer acme or issuer internal"
            reporter.error(words[0].location, "there is no issuer \"\(words[0].shown)\"", help: help)
            return nil
        }
    }

    /// `eab KEY_ID MAC_KEY`, or a block with `key_id` and `mac_key`.
    func binding(_ statement: Statement) -> Located<ExternalAccountBinding>? {
        let usage = "eab KEY_ID MAC_KEY"
        var words = Array(statement.arguments)
        if let block = statement.block {
            words += block.first { $0.name == "key_id" }?.arguments ?? []
            words += block.first { $0.name == "mac_key" }?.arguments ?? []
        }
        guard words.count == 2 else {
            misuse(statement, "`\(statement.name)` needs a key id and a MAC key", usage: usage)
            return nil
        }
        return Located(ExternalAccountBinding(keyID: words[0].text, macKey: words[1].text), at: statement.location)
    }

    func dnsProvider(_ statement: Statement) -> Located<DNSProvider>? {
        let usage = "\(statement.name) exec /etc/edge/dns-hook"
        guard let words = arguments(statement.arguments, 1...Int.max, of: statement, usage: usage) else { return nil }
        guard words[0].text == "exec" else {
            reporter.error(
                words[0].location, "there is no DNS provider \"\(words[0].shown)\"",
                help: "a program of yours makes the records: \(usage)")
            return nil
        }
        guard words.count > 1 else {
            misuse(statement, "`\(statement.name) exec` needs the path of a program", usage: usage)
            return nil
        }
        return Located(.exec(path: words[1].text, arguments: words[2...].map(\.text)), at: words[1].location)
    }

    func propagationTimeout(
        _ statement: Statement, _ timeout: inout Located<Duration>?, _ skips: inout Located<Bool>?
    ) {
        let usage = "propagation_timeout 2m"
        guard let words = arguments(statement.arguments, 1...1, of: statement, usage: usage) else { return }
        if words[0].text == "-1" {
            skips = Located(true, at: words[0].location)
        } else {
            timeout = duration(words[0])
        }
    }
}
