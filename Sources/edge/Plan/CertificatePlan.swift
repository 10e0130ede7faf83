internal import EdgeTLS
internal import Edgefile

/// Decides where the certificate of one address comes from, and puts it into the table.
struct CertificatePlan {
    /// Where a certificate comes from.
    enum Choice: CustomStringConvertible, Sendable {
        case files(ForeignCertificates.Files)
        case localAuthority
        /// A public name: a CA is asked.
        case managed(ManagedCertificate)
        /// Something is wrong, and has been reported.
        case none

        var description: String {
            switch self {
            case .files(let files): files.certificate
            case .localAuthority: "local authority"
            case .managed(let certificate): CertificatePlan.text(of: certificate)
            case .none: "none"
            }
        }
    }

    private let planner: Planner

    init(_ planner: Planner) { self.planner = planner }

    func add(_ address: SiteAddress, of site: SiteDefinition, to table: inout CertificateTable) -> Choice {
        let name = address.certificateName
        let choice = choice(for: address, of: site)
        do {
            switch choice {
            case .files(let pair):
                let files = try planner.materials.load(certificate: pair.certificate, key: pair.key)
                let info = files.current.info
                warnAboutNames(info, name, at: address.location)
                table.add(files, for: [name])
                table.addUnlessKnown(files, for: info.ipAddresses)
            case .localAuthority:
                table.add(OnDemandLeaves(try planner.materials.authority()), for: [name])
            case .managed(let certificate): table.add(certificate as any CredentialSource, for: [name])
            case .none: break
            }
        } catch let error as CertificateError {
            planner.findings.error(at: site.tls?.source?.location ?? address.location, "\(error)")
        } catch {
            planner.findings.error(at: address.location, "the local authority cannot be used: \(error)")
        }
        return choice
    }

    private func choice(for address: SiteAddress, of site: SiteDefinition) -> Choice {
        switch site.tls?.source?.value {
        case .files(let certificate, let key):
            return .files(ForeignCertificates.Files(certificate: certificate, key: key))
        case .certbot: return .files(planner.materials.foreign.certbot(names(of: site, first: address)))
        case .acmeSh: return .files(planner.materials.foreign.acmeSh(names(of: site, first: address)))
        case .local: return .localAuthority
        case nil: break
        }
        let authorities = AuthorityPlan(planner, site)
        let isLocal = planner.overrides.usesLocalCertificates || planner.document.options.localCerts?.value == true
        if isLocal || authorities.isLocal || LocalNames.contains(address.host) { return .localAuthority }
        guard asksAuthorities else {
            planner.findings.error(
                at: address.location, "no CA is asked for the certificate of \(address), as auto_https says",
                help: "name files with tls CERT KEY, say tls internal, or write http://\(address.hostText)")
            return .none
        }
        return managed(address, of: site, authorities)
    }

    private var asksAuthorities: Bool {
        switch planner.document.options.autoHTTPS?.value {
        case .off, .disableCertificates: false
        case .disableRedirects, .ignoreLoadedCertificates, nil: true
        }
    }

    /// Until the CA has answered: a leaf of the local authority, or an alert.
    private func managed(_ address: SiteAddress, of site: SiteDefinition, _ authorities: AuthorityPlan) -> Choice {
        let name = address.certificateName
        guard let policy = authorities.policy(for: name) else { return .none }
        do {
            let standIn: ManagedCertificate.StandIn =
                site.tls?.pending?.value == .refuse
                ? .refusal : .leaf(OnDemandLeaves(try planner.materials.authority()))
            return .managed(planner.materials.manager.certificate(for: [name], policy: policy, standIn: standIn))
        } catch {
            planner.findings.error(at: address.location, "the local authority cannot be used: \(error)")
            return .none
        }
    }

    fileprivate static func text(of certificate: ManagedCertificate) -> String {
        let authority = certificate.policy.authorities.first?.name ?? "no CA"
        guard certificate.info == nil else { return authority }
        return "from \(authority), not there yet; until then the local authority's"
    }

    /// What an Edgefile calls it; `nil` for an error.
    static func word(for choice: Choice, _ site: SiteDefinition) -> String? {
        switch (choice, site.tls?.source?.value) {
        case (.files, .certbot): "certbot"
        case (.files, .acmeSh): "acme.sh"
        case (.files, _): "file"
        case (.localAuthority, _): "internal"
        case (.managed, _): "acme"
        case (.none, _): nil
        }
    }

    private func names(of site: SiteDefinition, first address: SiteAddress) -> [String] {
        [address.certificateName] + site.addresses.map(\.certificateName).filter { $0 != address.certificateName }
    }

    /// A browser would refuse it; whoever tests behind a tunnel may still want it.
    private func warnAboutNames(_ info: CertificateInfo, _ name: String, at location: SourceLocation) {
        guard name != "*", !name.hasPrefix("*."), !info.covers(name) else { return }
        let names = (info.dnsNames + info.ipAddresses).joined(separator: ", ")
        planner.findings.warn(
            at: location, "the certificate does not name \(name); browsers will refuse it",
            help: names.isEmpty ? "it names no host" : "it names \(names)")
    }
}

/// Names that no public CA signs, and that the local authority answers for.
enum LocalNames {
    private static let suffixes = ["localhost", "local", "internal", "home.arpa"]

    static func contains(_ host: SiteAddress.Host) -> Bool {
        switch host {
        // Nobody can tell which names will be asked for.
        case .any: true
        case .name(let name): !name.contains(".") || suffixes.contains { name.hasSuffix("." + $0) }
        case .wildcard(let suffix): !suffix.contains(".") || suffixes.contains { suffix == $0 || suffix.hasSuffix("." + $0) }
        case .address(let address): isPrivate("\(address)")
        }
    }

    private static func isPrivate(_ address: String) -> Bool {
        PrivateAddresses.contains(address)
    }
}
