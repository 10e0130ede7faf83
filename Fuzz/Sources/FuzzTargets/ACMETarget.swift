@testable import EdgeTLS

/// What a CA sends: any bytes give a message or none, and what is made of a message stays within bounds.
enum ACMETarget {
    /// 2026-11-26, and a certificate of ninety days.
    private static let now = 1_795_700_000
    private static let life = 90 * 86_400

    static func run(_ bytes: [UInt8]) throws {
        if let directory = JSONText.decode(ACMEDirectory.self, from: bytes) {
            for text in [directory.newNonce, directory.newAccount, directory.newOrder, directory.renewalInfo ?? ""] {
                try check(text)
            }
        }
        if let order = JSONText.decode(ACMEOrder.self, from: bytes) {
            for text in order.authorizations + [order.finalize, order.certificate ?? ""] { try check(text) }
            _ = order.error?.text
        }
        if let authorization = JSONText.decode(ACMEAuthorization.self, from: bytes) {
            for challenge in authorization.challenges {
                try check(challenge.url)
                _ = challenge.error?.text
            }
        }
        if let problem = JSONText.decode(ACMEProblem.self, from: bytes) {
            try require(problem.kind.utf8.count <= problem.type.utf8.count, "a kind that is longer than its type")
            _ = problem.text
        }
        if let window = RenewalInfo(bytes) { try check(window) }
        try checkBase64(String(decoding: bytes, as: UTF8.self))
    }

    /// An address that is used has nothing in it that would end a line of a request.
    private static func check(_ text: String) throws {
        guard let address = WebAddress(text) else { return }
        try require((0...65535).contains(address.port), "a port beyond 65535")
        for part in [address.host, address.target, address.authority] {
            try require(part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "white space in an address")
        }
        try require(address.target.hasPrefix("/"), "a target without a slash")
    }

    private static func check(_ window: RenewalInfo) throws {
        try require(window.end > window.start, "a window that ends before it begins")
        for chance in [0, 0.5, 0.999] {
            let time = RenewalSchedule.time(
                of: window, notBefore: now, notAfter: now + life, chance: chance)
            try require(time < now + life, "a renewal behind the certificate's end")
        }
    }

    private static func checkBase64(_ text: String) throws {
        guard let bytes = Base64URL.decode(text) else { return }
        try require(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "bytes that base 64 does not give back")
    }
}
