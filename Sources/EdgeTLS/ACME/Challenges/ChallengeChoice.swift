/// In which order challenges are tried for a name. Pure.
enum ChallengeChoice {
    /// - Parameters:
    ///   - learned: what worked for the name before.
    ///   - isPort80Blocked: what the look from here says; it may be wrong about itself, so it only changes the order.
    static func order(
        for name: String, allowed: Set<ACMEAuthority.Challenge>, learned: ACMEAuthority.Challenge?,
        isPort80Blocked: Bool
    ) -> [ACMEAuthority.Challenge] {
        // Only DNS-01 proves a wildcard (RFC 8555 §7.1.3), and an address has no TXT record (RFC 8738 §7). A hook that is
        // there was put there to be used.
        if name.hasPrefix("*.") { return allowed.contains(.dns) ? [.dns] : [] }
        let isAddress = AddressText.canonical(name) != nil
        if allowed.contains(.dns), !isAddress { return [.dns] }
        var order: [ACMEAuthority.Challenge] = isPort80Blocked ? [.tls, .http] : [.http, .tls]
        if let learned, order.contains(learned) { order = [learned] + order.filter { $0 != learned } }
        return order.filter(allowed.contains)
    }
}
