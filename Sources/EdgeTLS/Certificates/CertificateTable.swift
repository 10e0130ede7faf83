/// Which credential is shown for which name: an immutable value that a `CertificateStore` swaps as a whole while the
/// server runs. A handshake reads it once.
///
/// Names are taken in any case, with or without a final dot: exact names, `*.example.com` for exactly one label,
/// literal addresses, and `*` for every name that nothing else fits.
public struct CertificateTable: Sendable {
    private(set) var exact: [String: CertificateEntry] = [:]
    /// By what stands behind `*.`.
    private(set) var wildcards: [String: CertificateEntry] = [:]
    /// By canonical text.
    private(set) var addresses: [String: CertificateEntry] = [:]
    private(set) var catchAll: CertificateEntry?
    /// The first site's, for clients that send no name.
    private(set) var first: CertificateEntry?

    /// A table without certificates: every handshake ends with an alert.
    public init() {}

    /// Shows the credential for these names; for the certificate's own when none are given. A second one for the same
    /// name joins the first when its key is of another kind (RSA beside ECDSA: each client gets what it can verify),
    /// else replaces it.
    public mutating func add(_ credential: Credential, for names: [String] = []) {
        let own = credential.info.dnsNames + credential.info.ipAddresses
        for name in names.isEmpty ? own : names {
            set(name) { CertificateEntry(name: $0, joining: credential, to: $1) }
        }
        // A client that connects to an address sends no name (RFC 6066 §3): whoever names the address is shown.
        for address in credential.info.ipAddresses where addresses[address] == nil {
            addresses[address] = CertificateEntry(name: address, joining: credential, to: nil)
        }
    }

    /// Makes a leaf of the local authority for each name that fits, when it is first asked for: browsers take no
    /// `*.localhost`.
    public mutating func add(_ authority: OnDemandLeaves, for names: [String]) {
        let source: any CredentialSource = authority
        add(source, for: names)
    }

    /// Asks the source in each handshake for one of these names, in place of what stood there.
    package mutating func add(_ source: any CredentialSource, for names: [String]) {
        for name in names { set(name) { pattern, _ in CertificateEntry(name: pattern, source: source) } }
    }

    /// Asks the source for these addresses where nothing else stands for them: a client that connects to an address sends
    /// no name.
    package mutating func addUnlessKnown(_ source: any CredentialSource, for canonicalAddresses: [String]) {
        for address in canonicalAddresses where addresses[address] == nil {
            addresses[address] = CertificateEntry(name: address, source: source)
        }
    }

    /// Names that a credential is being obtained for: `credential` is shown meanwhile, or the handshake refused with an
    /// alert when it is `nil`. Does nothing for a name that has one.
    public mutating func addPending(_ names: [String], credential: Credential?) {
        for name in names {
            set(name) { pattern, known in
                if let known { return known }
                guard let credential else { return CertificateEntry(refusing: pattern) }
                return CertificateEntry(name: pattern, joining: credential, to: nil)
            }
        }
    }

    /// Every credential in the table, each once.
    public var credentials: [Credential] {
        var seen: Set<ObjectIdentifier> = []
        var found: [Credential] = []
        let entries =
            [catchAll, first].compactMap(\.self)
            + [exact, wildcards, addresses].flatMap { $0.sorted { $0.key < $1.key }.map(\.value) }
        for credential in entries.flatMap(\.shown) where seen.insert(ObjectIdentifier(credential)).inserted {
            found.append(credential)
        }
        return found
    }

    /// Finds the place of a name and puts there what `make` says, given the normalized name and what is there now.
    private mutating func set(_ name: String, _ make: (String, CertificateEntry?) -> CertificateEntry) {
        let entry: CertificateEntry
        if name == "*" || name.isEmpty {
            entry = make("*", catchAll)
            catchAll = entry
        } else if let address = AddressText.canonical(name) {
            entry = make(address, addresses[address])
            addresses[address] = entry
        } else if let pattern = ServerName.normalizedPattern(name) {
            let isWildcard = pattern.hasPrefix("*.")
            let key = isWildcard ? String(pattern.dropFirst(2)) : pattern
            entry = make(pattern, isWildcard ? wildcards[key] : exact[key])
            if isWildcard { wildcards[key] = entry } else { exact[key] = entry }
        } else {
            return
        }
        // Followed when a renewed credential replaces the one that came first.
        if first == nil || first?.name == entry.name { first = entry }
    }
}
