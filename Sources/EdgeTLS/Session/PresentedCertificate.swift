import EdgeCore

/// What a client was shown, and which hosts that is good for.
struct PresentedCertificate {
    let entry: CertificateEntry
    let credential: Credential

    /// Whether a request for the host may come over this connection (RFC 9110 §7.4).
    ///
    /// A host that the certificate does not name is covered all the same where it was the catch-all's that was shown
    /// and the host would get no other: a new connection, which 421 asks for, would end just here.
    func covers(host: String, in table: CertificateTable) -> Bool {
        if credential.info.covers(host) { return true }
        guard entry.isCatchAll, entry.source?.isSameForAllNames ?? true else { return false }
        if let address = AddressText.canonical(host) { return table.addresses[address] == nil }
        return ServerName.normalized(host).map { table.entry(for: $0) == nil } ?? false
    }
}
