/// How TXT records for DNS-01 are made.
public enum DNSProvider: Sendable, Hashable {
    /// A program, called with `present` or `cleanup`.
    case exec(path: String, arguments: [String])
}
