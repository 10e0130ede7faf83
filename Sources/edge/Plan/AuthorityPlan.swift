internal import EdgeTLS
internal import Edgefile

/// Who is asked for the certificates of a site, and how names are proven: what the site says, else the global block, else
/// Let's Encrypt.
struct AuthorityPlan {
    private let planner: Planner
    private let site: SiteDefinition

    init(_ planner: Planner, _ site: SiteDefinition) {
        self.planner = planner
        self.site = site
    }

    private var options: GlobalOptions { planner.document.options }
    private var issuers: [Issuer] { site.tls?.issuers.isEmpty == false ? site.tls?.issuers ?? [] : options.issuers }

    /// Whether the site, or the global block, names the local authority instead of a CA.
    var isLocal: Bool {
        guard site.tls?.ca.isEmpty ?? true, let first = issuers.first, case .local = first.kind else { return false }
        return true
    }

    /// The policy for one name; `nil` when something about it is an error, which has been reported.
    func policy(for name: String) -> CertificatePolicy? {
        let errors = planner.findings.errors.count
        var authorities = named.flatMap(authorities)
        if authorities.isEmpty { authorities = self.authorities(ACMEIssuer()) }
        for index in authorities.indices { finish(&authorities[index], for: name) }
        let hook = hook
        if name.hasPrefix("*."), hook == nil {
            planner.findings.error(
                at: site.location, "a CA signs \(name) only when the name is proven in DNS",
                help: "write tls { dns exec /path/of/hook }, name files with tls CERT KEY, or say tls internal")
        }
        let keyKind = keyKind
        guard planner.findings.errors.count == errors else { return nil }
        let reusesKeys = site.tls?.reusePrivateKeys?.value ?? false
        return CertificatePolicy(authorities: authorities, hook: hook, reusesKeys: reusesKeys, keyKind: keyKind)
    }

    private var keyKind: CertificateKeyKind {
        guard let named = site.tls?.keyType ?? options.keyType else { return .p256 }
        if let kind = CertificateKeyKind(rawValue: named.value.rawValue) { return kind }
        let kinds = CertificateKeyKind.allCases.map(\.rawValue).joined(separator: ", ")
        planner.findings.error(
            at: named.location, "no public CA signs a key of type \(named.value.rawValue)", help: "there are \(kinds)")
        return .p256
    }

    /// The issuers that speak ACME, in the order in which they are asked.
    private var named: [ACMEIssuer] {
        if let tls = site.tls, !tls.ca.isEmpty {
            var issuer = ACMEIssuer()
            issuer.directories = tls.ca
            return [issuer]
        }
        return issuers.compactMap { issuer in
            guard case .acme(let acme) = issuer.kind else { return nil }
            return acme
        }
    }

    private func authorities(_ issuer: ACMEIssuer) -> [ACMEAuthority] {
        let directories = issuer.directories.isEmpty ? options.acmeCA : issuer.directories
        let addresses = directories.isEmpty ? [ACMEAuthority.letsEncrypt().directory] : directories.map(\.value)
        return addresses.map { address in
            var authority = ACMEAuthority(directory: address)
            if let test = issuer.testDirectory?.value { authority.testDirectory = test }
            authority.email = (issuer.email ?? site.tls?.email ?? options.email)?.value
            authority.profile = issuer.profile?.value
            authority.rootsFile = rootsFile(issuer)
            authority.binding = binding(issuer.eab ?? site.tls?.eab ?? options.acmeEAB)
            if issuer.disableHTTPChallenge?.value == true { authority.challenges.remove(.http) }
            if issuer.disableTLSALPNChallenge?.value == true { authority.challenges.remove(.tls) }
            if let port = issuer.alternativeHTTPPort?.value { authority.httpPort = port }
            if let port = issuer.alternativeTLSALPNPort?.value { authority.tlsPort = port }
            if let timeout = issuer.timeout?.value { authority.patience = max(1, Int(timeout / .seconds(1))) }
            refuse(issuer)
            return authority
        }
    }

    private func finish(_ authority: inout ACMEAuthority, for name: String) {
        if hook != nil { authority.challenges.insert(.dns) }
        let isAddress = planner.isLiteralAddress(name)
        // Let's Encrypt signs addresses for six days only.
        if isAddress, authority.profile == nil, authority.directory == ACMEAuthority.letsEncrypt().directory {
            authority.profile = "shortlived"
        }
        guard authority.challenges.isEmpty else { return }
        planner.findings.error(
            at: site.location, "every challenge is switched off: no CA could verify \(name)",
            help: "leave one on, or write dns exec /path/of/hook")
    }

    private func rootsFile(_ issuer: ACMEIssuer) -> String? {
        let own = issuer.trustedRoots.isEmpty ? site.tls?.caRoots ?? [] : issuer.trustedRoots
        let files = own.isEmpty ? options.acmeCARoots : own
        guard let file = files.first else { return nil }
        if files.count > 1 {
            planner.findings.error(at: files[1].location, "one file of roots is enough: put all of them into \(file.value)")
        }
        do { _ = try TrustRoots.file(file.value) } catch { planner.findings.error(at: file.location, "\(error)") }
        return file.value
    }

    private func binding(_ eab: Located<ExternalAccountBinding>?) -> AccountBinding? {
        guard let eab else { return nil }
        let binding = AccountBinding(keyIdentifier: eab.value.keyID, key: eab.value.macKey)
        if binding == nil {
            planner.findings.error(at: eab.location, "the second word has to be the MAC key in base64url, as the CA gives it")
        }
        return binding
    }

    private var hook: DNSHook? {
        let acme = named.first
        guard let dns = acme?.dns ?? site.tls?.dns ?? options.acmeDNS, case .exec(let path, let arguments) = dns.value else {
            return nil
        }
        let delay = acme?.propagationDelay ?? site.tls?.propagationDelay
        var hook = DNSHook(path: path, arguments: arguments, propagationSeconds: delay.map { Int($0.value / .seconds(1)) } ?? 0)
        hook.record = (acme?.dnsOverrideDomain ?? site.tls?.dnsOverrideDomain)?.value
        guard (acme?.skipsPropagation ?? site.tls?.skipsPropagation)?.value != true else { return hook }
        hook.resolvers = (acme?.resolvers.isEmpty == false ? acme?.resolvers : site.tls?.resolvers)?.map(\.value) ?? []
        let timeout = acme?.propagationTimeout ?? site.tls?.propagationTimeout
        hook.propagationTimeout = timeout.map { max(1, Int($0.value / .seconds(1))) }
        return hook
    }

    /// Settings that cannot be kept.
    private func refuse(_ issuer: ACMEIssuer) {
        if let ttl = issuer.dnsTTL ?? site.tls?.dnsTTL {
            planner.findings.error(
                at: ttl.location, "the hook makes the TXT record, and says how long it lives",
                help: "leave `dns_ttl` away, and set it in the hook")
        }
        for resolver in issuer.resolvers + (site.tls?.resolvers ?? []) where NameServer(resolver.value) == nil {
            planner.findings.error(
                at: resolver.location, "\"\(resolver.value)\" is no address of a name server",
                help: "write an address, such as 9.9.9.9 or [2620:fe::fe]:53")
        }
    }
}
