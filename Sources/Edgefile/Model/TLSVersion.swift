/// A version of TLS.
public enum TLSVersion: String, Sendable, Hashable, CaseIterable {
    case version12 = "tls1.2"
    case version13 = "tls1.3"
}
