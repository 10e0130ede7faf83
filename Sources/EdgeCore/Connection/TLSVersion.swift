/// A version of TLS, as logs name it.
package enum TLSVersion: UInt8, Sendable {
    case none, tls12, tls13

    /// `TLSv1.3`; empty for none.
    package var name: StaticString {
        switch self {
        case .none: ""
        case .tls12: "TLSv1.2"
        case .tls13: "TLSv1.3"
        }
    }
}
