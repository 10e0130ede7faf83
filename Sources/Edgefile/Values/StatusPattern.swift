/// A status code, or all of one class.
public enum StatusPattern: Sendable, Hashable, CustomStringConvertible {
    case code(Int)
    /// The first digit of `2xx`.
    case family(Int)

    /// `404` or `5xx`; `nil` for anything else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 3, (0x31...0x39).contains(bytes[0]) else { return nil }
        if text.dropFirst().lowercased() == "xx" {
            self = .family(Int(bytes[0]) - 0x30)
        } else if bytes.allSatisfy({ (0x30...0x39).contains($0) }), let code = Int(text) {
            self = .code(code)
        } else {
            return nil
        }
    }

    public var description: String {
        switch self {
        case .code(let code): String(code)
        case .family(let digit): "\(digit)xx"
        }
    }
}
