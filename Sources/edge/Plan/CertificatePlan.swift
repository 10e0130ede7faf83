internal import EdgeTLS
internal import Edgefile

/// Decides where the certificate of one address comes from, and puts it into the table.
struct CertificatePlan {
    /// Where a certificate comes from.
    enum Choice: CustomStringConvertible {
        case files(String)
        case localAuthority
        /// A public name: the CA is to be asked.
        case publicAuthority

        var description: String {
            switch self {
            case .files(let path): path
            case .localAuthority: "local authority"
            case .publicAuthority: "local authority; a public one is not asked yet"
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
            case .files(let certificate):
                let credential = try planner.materials.load(
                    certificate: certificate, key: keyPath(of: site, name: name) ?? certificate)
                warnAboutNames(credential, name, at: address.location)
                table.add(credential, for: [name])
            case .localAuthority:
                table.add(OnDemandLeaves(try planner.materials.authority()), for: [name])
            case .publicAuthority:
                try addPending(name, of: site, to: &table)
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
        case .files(let certificate, _): return .files(certificate)
        case .certbot: return .files("/etc/letsencrypt/live/\(address.certificateName)/fullchain.pem")
        case .acmeSh:
            return .files("\(planner.materials.home)/.acme.sh/\(address.certificateName)_ecc/fullchain.cer")
        case .local: return .localAuthority
        case nil: break
        }
        let isLocal = planner.overrides.usesLocalCertificates || planner.document.options.localCerts?.value == true
        return isLocal || LocalNames.contains(address.host) ? .localAuthority : .publicAuthority
    }

    private func keyPath(of site: SiteDefinition, name: String) -> String? {
        switch site.tls?.source?.value {
        case .files(_, let key): key
        case .certbot: "/etc/letsencrypt/live/\(name)/privkey.pem"
        case .acmeSh: "\(planner.materials.home)/.acme.sh/\(name)_ecc/\(name).key"
        case .local, nil: nil
        }
    }

    /// A browser would refuse it; whoever tests behind a tunnel may still want it.
    private func warnAboutNames(_ credential: Credential, _ name: String, at location: SourceLocation) {
        guard name != "*", !name.hasPrefix("*."), !credential.info.covers(name) else { return }
        let names = (credential.info.dnsNames + credential.info.ipAddresses).joined(separator: ", ")
        planner.findings.warn(
            at: location, "the certificate does not name \(name); browsers will refuse it",
            help: names.isEmpty ? "it names no host" : "it names \(names)")
    }

    /// Until the CA has answered: a leaf of the local authority, or an alert.
    private func addPending(_ name: String, of site: SiteDefinition, to table: inout CertificateTable) throws {
        if site.tls?.pending?.value == .refuse {
            table.addPending([name], credential: nil)
        } else {
            table.add(OnDemandLeaves(try planner.materials.authority()), for: [name])
        }
        planner.findings.warn(
            at: site.location, "this version does not obtain public certificates yet; \(name) gets one of the local authority",
            help: "name files with `tls CERT KEY`, or say `tls internal` if that is what you want")
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
