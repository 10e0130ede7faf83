import EdgeCore

/// What a handshake is to be answered with.
enum CertificateChoice {
    case present(CertificateEntry, [Credential])
    /// The credential that answers a TLS-ALPN-01 challenge; nothing else is spoken on the connection.
    case answerChallenge(Credential)
    /// Alert `unrecognized_name`; the phrase is for the log.
    case refuse(String)
}

extension CertificateStore {
    /// Answers the challenge that the name has, where the client asks for one; else chooses from the table.
    ///
    /// - Parameters:
    ///   - serverName: the bytes that the client sent, or `nil`.
    ///   - isChallenge: whether it offers `acme-tls/1`.
    ///   - localAddress: asked only when there is no name, for it costs a system call.
    func choose(serverName: String?, isChallenge: Bool, localAddress: () -> String?) -> CertificateChoice {
        if isChallenge, let name = serverName ?? localAddress(), let credential = challenges[name] {
            return .answerChallenge(credential)
        }
        return current.choose(serverName: serverName, localAddress: localAddress)
    }
}

extension CertificateTable {
    /// Chooses by server name: exact before wildcard, else the catch-all's. Without a name: who names the connected
    /// address, else the catch-all's, else the first site's.
    ///
    /// - Parameters:
    ///   - serverName: the bytes that the client sent, or `nil`.
    ///   - localAddress: asked only when there is no name, for it costs a system call.
    func choose(serverName: String?, localAddress: () -> String?) -> CertificateChoice {
        // Some clients do send an address as a name, which RFC 6066 §3 forbids: what they mean is plain.
        let named = serverName.flatMap(AddressText.canonical)
        guard let serverName, named == nil else {
            return chooseByAddress(named ?? localAddress())
        }
        guard let name = ServerName.normalized(serverName) else {
            return .refuse("client sent a server name that is none: \"\(LogText.escaped(serverName, limit: 64))\"")
        }
        guard let entry = entry(for: name) ?? catchAll else {
            return .refuse("no certificate for the server name \(name)")
        }
        return choice(entry, for: name)
    }

    /// The entry whose name or wildcard stands for the normalized name; never the catch-all.
    func entry(for name: String) -> CertificateEntry? {
        exact[name] ?? ServerName.parent(of: name).flatMap { wildcards[$0] }
    }

    private func chooseByAddress(_ address: String?) -> CertificateChoice {
        guard let entry = address.flatMap({ addresses[$0] }) ?? catchAll ?? first else {
            return .refuse("client sent no server name, and there is no certificate to show")
        }
        // A leaf made on demand is for the site's own name; one that stands for many is for the address.
        return choice(entry, for: entry.name.hasPrefix("*") ? address : entry.name)
    }

    private func choice(_ entry: CertificateEntry, for name: String?) -> CertificateChoice {
        if !entry.credentials.isEmpty { return .present(entry, entry.credentials) }
        let name = name ?? entry.name
        guard let credential = entry.source?.credential(for: name) else {
            return .refuse("the certificate for \(name) is not there yet")
        }
        return .present(entry, [credential])
    }
}
