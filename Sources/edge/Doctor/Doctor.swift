internal import EdgeCore
internal import EdgeTLS

/// Looks at a site from outside as a client would, and says in words what is wrong. Blocks.
struct Doctor {
    let target: DoctorTarget

    /// Every check, in the order in which one builds on the other.
    func findings() throws -> [Finding] {
        var findings: [Finding] = []
        let addresses = names(&findings)
        guard !addresses.isEmpty else { return findings }
        let ports = addresses.map { reach($0, port: target.httpsPort, check: "port \(target.httpsPort)", &findings) }
        guard let index = ports.firstIndex(of: true) else { return findings }
        let address = addresses[index]
        let unverified = try TLSUpstreamProvider(roots: nil, serverName: target.host)
        let isTrusted = try certificate(at: address, unverified, &findings)
        findings.append(protocols(at: address))
        findings.append(redirect(at: address))
        let outside = Outside(target: target, address: address.with(port: UInt16(target.httpsPort)), provider: unverified)
        findings += outside.findings(isTrusted: isTrusted)
        findings += Backyard(target: target, addresses: addresses).findings()
        return findings
    }

    // MARK: Names and ports

    private func names(_ findings: inout [Finding]) -> [SocketAddress] {
        if let address = target.address {
            findings.append(.unknown("dns", "not asked; \(address.host) was given"))
            return [address]
        }
        let addresses = NameResolver.look(up: target.host)
        guard !addresses.isEmpty else {
            findings.append(
                .problem(
                    "dns", "\(target.host) has no address",
                    do: "add an A record (and AAAA, where there is IPv6) with the public address of the edge"))
            return []
        }
        let own = addresses.filter(\.isOwn)
        let list = addresses.map { $0.host + ($0.isOwn ? " (this machine)" : "") }.joined(separator: ", ")
        if own.count == addresses.count {
            findings.append(.fine("dns", list))
        } else if own.isEmpty {
            findings.append(.unknown("dns", "\(list): not this machine's own, which is right behind NAT and from elsewhere"))
        } else {
            findings.append(
                .warning(
                    "dns", list, do: "some addresses are another machine's: clients reach that one too; remove stray records"))
        }
        findings.append(authorities())
        return addresses
    }

    private func authorities() -> Finding {
        guard let records = CAAQuery.records(for: target.host) else {
            return .unknown("caa", "the name server does not answer about CAA")
        }
        let issuers = records.filter { $0.tag == "issue" }.map(\.value)
        if issuers.isEmpty { return .fine("caa", "any authority may issue") }
        let list = issuers.joined(separator: ", ")
        if issuers.contains(where: { $0.hasPrefix("letsencrypt.org") }) { return .fine("caa", list) }
        return .warning(
            "caa", "only \(list) may issue", do: "add `0 issue \"letsencrypt.org\"`, or name that authority with acme_ca")
    }

    private func reach(_ address: SocketAddress, port: Int, check: String, _ findings: inout [Finding]) -> Bool {
        do {
            _ = try ProbeConnection(to: address.with(port: UInt16(port)), name: target.host, provider: nil)
            findings.append(.fine(check, "\(address.host) takes connections"))
            return true
        } catch {
            findings.append(
                .problem(
                    check, "\(address.host): \(error)",
                    do: "start the edge, open the port in the firewall, or remove the address from DNS"))
            return false
        }
    }

    // MARK: TLS

    private func certificate(
        at address: SocketAddress, _ unverified: TLSUpstreamProvider, _ findings: inout [Finding]
    ) throws -> Bool {
        let address = address.with(port: UInt16(target.httpsPort))
        let shown: CertificateInfo?
        do { shown = try ProbeConnection(to: address, name: target.host, provider: unverified).certificate } catch {
            findings.append(
                .problem("certificate", "no TLS: \(error)", do: "`edge status` shows whether \(target.host) is served here"))
            return false
        }
        guard let shown else { return false }
        if let finding = judge(shown) {
            findings.append(finding)
            return false
        }
        let days = (shown.notAfter - SystemClock.seconds) / 86_400
        do {
            let roots = try target.roots ?? TrustRoots.system()
            let provider = try TLSUpstreamProvider(roots: roots, serverName: target.host)
            _ = try ProbeConnection(to: address, name: target.host, provider: provider)
        } catch {
            findings.append(
                .problem(
                    "certificate", "\(error); it is from \(shown.issuer)",
                    do: "use a public authority's, with its chain; a local one needs `edge trust` on each machine"))
            return false
        }
        findings.append(
            // Renewal is due with a third left.
            (shown.notAfter - SystemClock.seconds) * 6 < shown.lifetime
                ? .warning("certificate", "valid for \(days) days more", do: "see why it is not renewed: `edge status`, the log")
                : .fine("certificate", "from \(shown.issuer), valid for \(days) days more"))
        return true
    }

    /// What no root could mend.
    private func judge(_ shown: CertificateInfo) -> Finding? {
        let names = (shown.dnsNames + shown.ipAddresses).joined(separator: ", ")
        if !shown.covers(target.host) {
            return .problem(
                "certificate", "wrong name: it is for \(names.isEmpty ? "nobody" : names), not for \(target.host)",
                do: "get one that names \(target.host), and see which site of the Edgefile has the name")
        }
        if shown.notAfter < SystemClock.seconds {
            let days = (SystemClock.seconds - shown.notAfter) / 86_400
            return .problem("certificate", "expired \(days) days ago", do: "renew it, then `edge reload`; browsers refuse it")
        }
        if shown.notBefore > SystemClock.seconds {
            return .problem("certificate", "not valid yet", do: "look at the clocks of this machine and of the edge")
        }
        return nil
    }

    private func protocols(at address: SocketAddress) -> Finding {
        do {
            let provider = try TLSUpstreamProvider(roots: nil, serverName: target.host, protocols: ["h2", "http/1.1"])
            let connection = try ProbeConnection(
                to: address.with(port: UInt16(target.httpsPort)), name: target.host, provider: provider)
            let (version, protocolName) = ("\(connection.session.version.name)", "\(connection.session.applicationProtocol)")
            let seen = "\(version), \(protocolName.isEmpty ? "no ALPN" : protocolName)"
            return protocolName == "h2"
                ? .fine("protocols", seen) : .warning("protocols", seen, do: "HTTP/2 is off: pages load slower than they could")
        } catch {
            return .problem("protocols", "\(error)", do: "see the log of the edge")
        }
    }

    // MARK: HTTP

    private func redirect(at address: SocketAddress) -> Finding {
        do {
            let connection = try ProbeConnection(
                to: address.with(port: UInt16(target.httpPort)), name: target.host, provider: nil)
            try connection.send(Array("GET / HTTP/1.1\r\nHost: \(target.host)\r\nConnection: close\r\n\r\n".utf8))
            let answer = try connection.readAnswer()
            let location = answer["location"] ?? ""
            guard (300..<400).contains(answer.status), location.hasPrefix("https://") else {
                return .problem(
                    "redirect", "http://\(target.host) answers \(answer.status) without leading to https",
                    do: "serve the site by its name alone (`\(target.host) -> …`), without http:// and auto_https off")
            }
            return .fine("redirect", "\(answer.status) to \(location)")
        } catch {
            return .warning(
                "redirect", "port \(target.httpPort): \(error)",
                do: "open port \(target.httpPort): people type names without https, and authorities look there")
        }
    }
}

extension SocketAddress {
    /// Whether an interface of this machine has it: whoever can listen on it owns it.
    fileprivate var isOwn: Bool { (try? Socket.listening(on: with(port: 0), dualStack: false, backlog: 1)) != nil }
}
