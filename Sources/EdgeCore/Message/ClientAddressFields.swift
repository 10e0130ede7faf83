/// The fields in which proxies and CDNs tell a client's address: the one list of them.
///
/// A stranger who sends any of these speaks for someone else, so none reaches an upstream. Backends that map field names
/// to variables (CGI, RFC 3875 §4.1.18) see `X_Real_IP` as `X-Real-IP`; such spellings are the same claim.
package enum ClientAddressFields {
    /// Lower case, with dashes.
    package static let names: [StaticString] = [
        "forwarded", "forwarded-for", "forwarded-for-ip", "x-forwarded", "x-forwarded-by", "x-forwarded-for-original",
        "x-forwarded-server", "x-forwarded-port", "x-forwarded-scheme", "x-forwarded-ssl", "x-forwarded-client-cert",
        "x-original-forwarded-for", "x-original-host", "x-original-url", "x-rewrite-url",
        "x-client-ip", "x-client-address", "x-cluster-client-ip", "x-remote-ip", "x-remote-addr", "x-host",
        "x-originating-ip", "x-source-ip", "x-true-ip", "x-real-client-ip", "x-proxyuser-ip", "x-backend-host",
        "true-client-ip", "client-ip", "remote-addr", "proxy-client-ip", "wl-proxy-client-ip",
        "cf-connecting-ipv6", "cf-pseudo-ipv4", "cf-connecting-ip", "cf-ipcountry",
        "fastly-client-ip", "fly-client-ip", "akamai-origin-hop", "ali-cdn-real-ip", "cdn-src-ip", "x-azure-clientip",
        "x-azure-socketip", "x-appengine-user-ip", "x-envoy-external-address", "x-vercel-forwarded-for",
        "x-nf-client-connection-ip", "do-connecting-ip", "incap-client-ip", "x-sucuri-clientip",
    ]

    /// The fields that the edge itself sets; here for spellings with an underscore, which are never ours.
    private static let ours: [StaticString] = [
        "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip",
    ]

    /// The names of `n` bytes begin at index `n` here, in `byLength`: most field names are told apart by their length alone.
    private static let starts: [Int] = (0...65).map { length in
        names.count { $0.utf8CodeUnitCount < length }
    }
    private static let byLength = names.sorted { $0.utf8CodeUnitCount < $1.utf8CodeUnitCount }

    /// Whether a field of this name claims a client address.
    package static func claims(_ name: Span<UInt8>) -> Bool {
        guard name.count < 64 else { return false }
        for index in starts[name.count]..<starts[name.count + 1] where matches(name, byLength[index]) { return true }
        guard name.firstIndex(of: UInt8(ascii: "_")) != nil else { return false }
        for known in ours where matches(name, known) { return true }
        return false
    }

    /// Compares without regard to case, with `_` taken for `-`.
    private static func matches(_ name: Span<UInt8>, _ known: StaticString) -> Bool {
        guard name.count == known.utf8CodeUnitCount else { return false }
        return known.withUTF8Buffer { other in
            for index in 0..<name.count {
                let byte = name[index] == UInt8(ascii: "_") ? UInt8(ascii: "-") : ASCII.lowercased(name[index])
                if unsafe byte != other[index] { return false }
            }
            return true
        }
    }
}
