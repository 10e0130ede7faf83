internal import COpenSSL
import EdgeCore
internal import Synchronization

/// The keys that session tickets are sealed with (RFC 5077 §4): one that seals, and those before it, which still open.
///
/// Shared by the workers, kept across reloads, handed to the next process on an upgrade, and never written to disk: who
/// has a key reads what TLS 1.2 clients that resumed with it have sent.
public final class SessionTicketKeys: Sendable {
    /// Seconds that a key seals: 12 hours.
    public static let defaultInterval = 12 * 3600
    /// Keys that only open, beside the one that seals: a ticket lives for at least twice the interval.
    static let previousKeys = 2

    private let keys: Mutex<[SessionTicketKey]>
    private let interval: Int
    private let clock: @Sendable () -> Int

    /// - Parameters:
    ///   - interval: seconds after which a new key takes over.
    ///   - clock: seconds since 1970.
    public init(interval: Int = defaultInterval, clock: @escaping @Sendable () -> Int = { SystemClock.seconds }) {
        self.interval = interval
        self.clock = clock
        keys = Mutex([SessionTicketKey(at: clock())])
    }

    /// Lets a new key seal; the two before it still open.
    public func rotate() {
        let fresh = SessionTicketKey(at: clock())
        keys.withLock { Self.push(fresh, onto: &$0) }
    }

    /// The key that seals now; made anew when the one at hand has served its time. Once a full handshake.
    func sealingKey() -> SessionTicketKey {
        let now = clock()
        return keys.withLock { keys in
            // A clock that was set back is no reason to keep a key for ever.
            if abs(now - keys[0].created) >= interval { Self.push(SessionTicketKey(at: now), onto: &keys) }
            return keys[0]
        }
    }

    /// The key of that name, and whether another one seals by now; `nil` for a key that is gone.
    func openingKey(named name: Span<UInt8>) -> (key: SessionTicketKey, isOld: Bool)? {
        let name = name.array
        return keys.withLock { keys in
            keys.firstIndex { $0.name == name }.map { (keys[$0], $0 > 0) }
        }
    }

    private static func push(_ key: SessionTicketKey, onto keys: inout [SessionTicketKey]) {
        keys.insert(key, at: 0)
        keys.removeLast(max(0, keys.count - 1 - previousKeys))
    }

    // MARK: Handing over

    /// The keys as bytes, for the next process. Not for a file.
    public func export() -> [UInt8] {
        keys.withLock { keys in [Self.formatVersion] + keys.flatMap(\.bytes) }
    }

    /// Takes the keys of the process before; `false`, and nothing changed, for bytes that are none.
    public func adopt(_ bytes: [UInt8]) -> Bool {
        let size = SessionTicketKey.byteCount
        guard bytes.first == Self.formatVersion, bytes.count > 1, (bytes.count - 1) % size == 0 else { return false }
        let imported = stride(from: 1, to: bytes.count, by: size).map { SessionTicketKey(bytes: bytes[$0..<$0 + size]) }
        guard imported.count <= 1 + Self.previousKeys else { return false }
        keys.withLock { $0 = imported }
        return true
    }

    private static let formatVersion: UInt8 = 1
}

/// One generation of ticket keys: AES-256-CBC, then HMAC-SHA-256 over the result, as OpenSSL's callback has it.
struct SessionTicketKey: Sendable {
    /// Seconds since 1970.
    let created: Int
    /// 16 bytes that stand in the ticket.
    let name: [UInt8]
    /// 32 bytes.
    let cipherKey: [UInt8]
    /// 32 bytes.
    let macKey: [UInt8]

    static let byteCount = 8 + 16 + 32 + 32

    init(at created: Int) {
        self.created = created
        name = Self.random(16)
        cipherKey = Self.random(32)
        macKey = Self.random(32)
    }

    init(bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        created = Int(truncatingIfNeeded: bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        name = Array(bytes[8..<24])
        cipherKey = Array(bytes[24..<56])
        macKey = Array(bytes[56..<88])
    }

    var bytes: [UInt8] {
        let seconds = UInt64(bitPattern: Int64(created))
        return (0..<8).map { UInt8(truncatingIfNeeded: seconds >> UInt64(56 - 8 * $0)) } + name + cipherKey + macKey
    }

    private static func random(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard unsafe RAND_priv_bytes(&bytes, Int32(count)) == 1 else {
            fatalError("the system gives no random numbers")
        }
        return bytes
    }
}
