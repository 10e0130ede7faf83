/// The request methods that something depends on; the rest are `other` and pass by their bytes.
package enum Method: UInt8, Sendable {
    case get, head, post, put, delete, options, trace, connect, patch, other

    /// Methods are case-sensitive (RFC 9110 §9.1).
    package init(_ bytes: Span<UInt8>) {
        switch bytes.count {
        case 3: self = bytes.equals("GET") ? .get : bytes.equals("PUT") ? .put : .other
        case 4: self = bytes.equals("POST") ? .post : bytes.equals("HEAD") ? .head : .other
        case 5: self = bytes.equals("PATCH") ? .patch : bytes.equals("TRACE") ? .trace : .other
        case 6: self = bytes.equals("DELETE") ? .delete : .other
        case 7: self = bytes.equals("OPTIONS") ? .options : bytes.equals("CONNECT") ? .connect : .other
        default: self = .other
        }
    }

    /// Whether doing it twice is as good as once, so that a request may be sent again (RFC 9110 §9.2.2).
    package var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete, .options, .trace: true
        case .post, .connect, .patch, .other: false
        }
    }
}
