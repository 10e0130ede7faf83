internal import EdgeCore
internal import EdgeKit
internal import Edgefile

/// Which addresses are listened on, with what certificates: gathered site by site.
final class ListenerPlan {
    private struct Draft {
        let address: ListenAddress
        let isEncrypted: Bool
        /// Who asked first, for the error about who differs.
        let location: SourceLocation
        var certificates = CertificateTable()
    }

    private let planner: Planner
    private var drafts: [Draft] = []
    private(set) var entries: [EdgePlan.Entry] = []
    /// Certificates that CAs are asked for, each once.
    private(set) var managed: [ManagedCertificate] = []
    /// Where certificates come from, each name once.
    private(set) var origins: [CertificateOrigin] = []
    /// The certificates of each encrypted listener, once those are made.
    private(set) var certificates: [CertificateStore] = []
    /// HTTPS names whose port is not the one that unknown names are sent to.
    private(set) var redirects: [Site] = []

    init(_ planner: Planner) { self.planner = planner }

    /// Notes an address of a site, and says where it is listened on.
    func add(_ address: SiteAddress, of site: SiteDefinition, target: String) -> [ListenAddress] {
        let isEncrypted = address.isHTTPS(httpPort: planner.httpPort, httpsPort: planner.httpsPort)
        let port = address.effectivePort(httpPort: planner.httpPort, httpsPort: planner.httpsPort)
        let hosts = bindHosts(of: site)
        let places = hosts.map { ListenAddress(host: $0, port: port) }
        var certificate: CertificatePlan.Choice?
        for place in places {
            guard let index = draft(place, isEncrypted: isEncrypted, for: address) else { continue }
            guard isEncrypted else { continue }
            certificate = CertificatePlan(planner).add(address, of: site, to: &drafts[index].certificates)
            if case .managed(let one) = certificate, !managed.contains(where: { $0 === one }) { managed.append(one) }
        }
        if let certificate { noteOrigin(certificate, of: address, site) }
        note(address, of: site, isEncrypted: isEncrypted, port: port, target: target, certificate: certificate?.description)
        if isEncrypted, redirectsHTTP { addRedirect(from: address, on: hosts, to: port) }
        return places
    }

    private func bindHosts(of site: SiteDefinition) -> [String?] {
        let bound = site.bind.isEmpty ? planner.document.options.defaultBind : site.bind
        for host in bound where SocketAddress(literal: host.value) == nil {
            planner.findings.error(at: host.location, "\"\(host.value)\" is no IPv4 or IPv6 address of this machine")
        }
        return bound.isEmpty ? [nil] : bound.map(\.value)
    }

    private func draft(_ place: ListenAddress, isEncrypted: Bool, for address: SiteAddress) -> Int? {
        if let index = drafts.firstIndex(where: { $0.address == place }) {
            if drafts[index].isEncrypted != isEncrypted {
                planner.findings.error(
                    at: address.location, "\(address) would be served with \(isEncrypted ? "TLS" : "plain HTTP") on port "
                        + "\(place.port), which another site uses for the other",
                    notes: [("that site is here", drafts[index].location)])
                return nil
            }
            return index
        }
        drafts.append(Draft(address: place, isEncrypted: isEncrypted, location: address.location))
        return drafts.count - 1
    }

    // MARK: HTTP to HTTPS

    private var redirectsHTTP: Bool {
        switch planner.document.options.autoHTTPS?.value {
        case .off, .disableRedirects: false
        case .disableCertificates, .ignoreLoadedCertificates, nil: true
        }
    }

    /// Plain HTTP on the HTTP port leads to the site; unknown hosts are led to the HTTPS port.
    private func addRedirect(from address: SiteAddress, on hosts: [String?], to port: Int) {
        for host in hosts {
            let place = ListenAddress(host: host, port: planner.httpPort)
            // A site on the HTTP port itself that speaks TLS leaves no place for redirects.
            guard place.port != port else { continue }
            if !drafts.contains(where: { $0.address == place }) {
                drafts.append(Draft(address: place, isEncrypted: false, location: address.location))
            }
            guard port != planner.httpsPort, address.host != .any else { continue }
            redirects.append(
                Site([address.siteName], on: [place], routes: [Route(.redirectToHTTPS(port: port))], isLogged: false))
        }
    }

    /// Unknown hosts go where most would: the HTTPS port, or the one port there is.
    private var unmatched: Listener.Unmatched {
        let ports = Set(drafts.filter(\.isEncrypted).map(\.address.port))
        guard redirectsHTTP, let only = ports.first else { return .notFound }
        return .redirectToHTTPS(port: ports.count == 1 ? only : planner.httpsPort)
    }

    // MARK: Results

    private func note(
        _ address: SiteAddress, of site: SiteDefinition, isEncrypted: Bool, port: Int, target: String, certificate: String?
    ) {
        let isOwnPort = port == (isEncrypted ? 443 : 80)
        let name = address.host == .any ? "*" : address.hostText
        let url = "\(isEncrypted ? "https" : "http")://\(name)\(isOwnPort ? "" : ":\(port)")"
        entries.append(
            EdgePlan.Entry(
                url: url, target: target, certificate: certificate, acmeWebroot: planner.acmeWebroot(of: site)?.value))
    }

    private func noteOrigin(_ choice: CertificatePlan.Choice, of address: SiteAddress, _ site: SiteDefinition) {
        let name = address.certificateName
        guard let source = CertificatePlan.word(for: choice, site), !origins.contains(where: { $0.name == name }) else { return }
        origins.append(CertificateOrigin(name: name, source: source, choice: choice))
    }

    /// - Throws: `TLSError` when OpenSSL refuses its settings.
    func make() throws -> [Listener] {
        let unmatched = unmatched
        let proxyProtocols = ProxyProtocolPlan(planner, listeners: drafts.map(\.address))
        return try drafts.map { draft in
            var listener = try make(draft, unmatched: unmatched)
            listener.proxyProtocol = proxyProtocols.setting(for: draft.address)
            return listener
        }
    }

    private func make(_ draft: Draft, unmatched: Listener.Unmatched) throws -> Listener {
        guard draft.isEncrypted else {
            let isHTTP = draft.address.port == planner.httpPort
            return Listener(on: draft.address, unmatched: isHTTP ? unmatched : .notFound)
        }
        let store = CertificateStore(draft.certificates, challenges: planner.materials.manager.challenges)
        certificates.append(store)
        let settings = TLSConfiguration(
            certificates: store, ticketKeys: planner.materials.ticketKeys, manager: planner.materials.manager)
        return try .https(on: draft.address, settings, http2: http2)
    }

    /// What HTTP/2 is granted; `nil` where it is switched off.
    private var http2: HTTP2Settings? {
        let named = planner.document.options.servers.flatMap(\.protocols).map(\.value)
        guard named.isEmpty || named.contains(.http2) else { return nil }
        var settings = HTTP2Settings()
        if let streams = planner.document.options.limits?.streams?.value { settings.concurrentStreams = streams }
        return settings
    }
}

extension SiteAddress {
    var siteName: SiteName {
        switch host {
        case .any: .any
        case .name(let name): .exact(name)
        case .wildcard(let suffix): .wildcard(suffix)
        case .address(let address): .exact("\(address)")
        }
    }

    /// As it stands in a URL.
    var hostText: String {
        switch host {
        case .any: ""
        case .name(let name): name
        case .wildcard(let suffix): "*.\(suffix)"
        case .address(let address): address.isIPv6 ? "[\(address)]" : "\(address)"
        }
    }

    /// As it stands in a certificate; `*` for every name.
    var certificateName: String {
        switch host {
        case .any: "*"
        case .address(let address): "\(address)"
        case .name, .wildcard: hostText
        }
    }
}
