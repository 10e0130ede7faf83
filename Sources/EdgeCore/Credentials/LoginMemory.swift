/// The passwords that a worker has seen verified, as digests under a secret of its own: memory that leaks holds no password.
///
/// Only what was right is remembered, so that nobody can push the right ones out by guessing. A changed password has another
/// hash, thereby another digest: nothing has to be forgotten on a reload.
struct LoginMemory {
    private static let capacity = 256
    private let secret = (0..<32).map { _ in UInt8.random(in: 0...255) }
    private var digests: [[UInt8]] = []
    private var oldest = 0

    /// Tells these credentials from all others.
    func digest(_ credentials: BasicCredentials, hash: String) -> [UInt8] {
        let name = SHA256.hash(secret + credentials.name)
        let rest = SHA256.hash(secret + credentials.password)
        return SHA256.hash(secret + name + rest + Array(hash.utf8))
    }

    func contains(_ digest: [UInt8]) -> Bool {
        var found = false
        for known in digests where PasswordHash.isEqual(known.span, digest.span) { found = true }
        return found
    }

    mutating func insert(_ digest: [UInt8]) {
        guard !contains(digest) else { return }
        if digests.count < Self.capacity {
            digests.append(digest)
        } else {
            digests[oldest] = digest
            oldest = (oldest + 1) % Self.capacity
        }
    }
}
