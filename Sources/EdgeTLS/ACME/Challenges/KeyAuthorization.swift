/// What proves that a challenge was meant for our account (RFC 8555 §8.1).
struct KeyAuthorization: Sendable, Hashable {
    let token: String
    /// `token.thumbprint`
    let text: String

    /// `nil` for a token that could lead elsewhere in a path: it has to be base64url.
    init?(token: String, thumbprint: String) {
        guard !token.isEmpty, token.utf8.count <= 256, token.utf8.allSatisfy(Self.isTokenByte) else { return nil }
        self.token = token
        text = "\(token).\(thumbprint)"
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    var digest: [UInt8] { Digest.sha256(Array(text.utf8)) }

    /// The value of the TXT record (RFC 8555 §8.4).
    var textRecord: String { Base64URL.encode(digest) }
}
