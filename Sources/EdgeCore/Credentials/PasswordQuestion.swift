/// Whether a password is a user's. What a hash takes is taken on a thread of its own; the answer is remembered by `digest`.
struct PasswordQuestion: Sendable {
    let digest: [UInt8]
    let password: [UInt8]
    let hash: String
    /// Whether the hash is the named user's. A name that nobody has takes as long as one that somebody has.
    let isKnown: Bool

    var answer: Bool { PasswordHash.matches(password, hash) && isKnown }
}
