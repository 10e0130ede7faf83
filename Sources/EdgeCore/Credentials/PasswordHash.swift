internal import CLinux

/// A password's hash, by crypt(3): bcrypt, yescrypt, scrypt, SHA-2.
package enum PasswordHash {
    /// The longest that crypt(3) takes, with the zero behind it.
    private static let longestPassword = 511
    private static let longestHash = 512
    /// bcrypt looks at no more of a password.
    package static let bcryptBytes = 72
    /// Each step doubles the time: 4 is a millisecond, 12 a quarter of a second, 16 four seconds.
    package static let costs = 4...16

    /// Whether the password is the one. Takes as long as the hash was made to take: not for a worker.
    package static func matches(_ password: [UInt8], _ hash: String) -> Bool {
        guard let made = make(password, setting: hash) else { return false }
        return isEqual(made.utf8.span, hash.utf8.span)
    }

    /// A bcrypt hash with fresh salt; `nil` where crypt(3) refuses.
    package static func bcrypt(_ password: [UInt8], cost: Int) -> String? {
        guard costs.contains(cost) else { return nil }
        let setting = unsafe text { unsafe edge_password_setting("$2b$", UInt(cost), $0, Int32(longestHash)) }
        return setting.flatMap { make(password, setting: $0) }
    }

    /// What is wrong with a hash; `nil` for one that can be verified in a reasonable time.
    package static func objection(to hash: String) -> String? {
        guard unsafe edge_password_hash_is_usable(hash) == 1 else { return "this is no hash of a method that crypt(3) verifies" }
        let parts = hash.split(separator: "$", maxSplits: 2)
        if hash.hasPrefix("$2"), let cost = parts.dropFirst().first.flatMap({ Int($0) }), !costs.contains(cost) {
            return "a cost of \(cost) is not between \(costs.lowerBound) and \(costs.upperBound)"
        }
        return nil
    }

    /// Takes the same time wherever two texts differ.
    static func isEqual(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
        guard first.count == second.count else { return false }
        var difference: UInt8 = 0
        for index in 0..<first.count { difference |= first[index] ^ second[index] }
        return difference == 0
    }

    private static func make(_ password: [UInt8], setting: String) -> String? {
        guard password.count <= longestPassword, !password.contains(0) else { return nil }
        let phrase = password.map { CChar(bitPattern: $0) } + [0]
        return unsafe text { unsafe edge_hash_password(phrase, setting, $0, Int32(longestHash)) }
    }

    private static func text(_ fill: (UnsafeMutablePointer<CChar>) -> Int32) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: longestHash) { room in
            guard let start = room.baseAddress else { return nil }
            let length = unsafe fill(start)
            return length > 0 ? unsafe String(cString: start) : nil
        }
    }
}
