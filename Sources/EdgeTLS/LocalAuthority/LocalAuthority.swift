internal import Synchronization

/// A certificate authority of this machine's own: for `localhost`, names of the local network, and `tls internal`.
///
/// Root (10 years) and intermediate (1 year) are made once and kept in the data folder; the root goes into trust stores
/// (`TrustStore`). Leaves live for 7 days, stay in memory and are renewed at two thirds of their life by who asks for
/// them. Calls that throw may block: for the control plane.
public final class LocalAuthority: Sendable {
    /// Seconds that certificates live.
    enum Lifetime {
        static let root = 3650 * 86_400
        static let intermediate = 365 * 86_400
        static let leaf = 7 * 86_400
        /// How far leaves begin in the past, for clients whose clocks are slow.
        static let backdate = 3600
    }

    /// A certificate that signs, with its key.
    struct Signer: Sendable {
        let certificate: X509Certificate
        let key: PrivateKey

        var pair: (certificate: X509Certificate, key: PrivateKey) { (certificate, key) }
    }

    private struct State {
        var root: Signer
        var intermediate: Signer
        /// By their names, sorted.
        var leaves: [[String]: Credential] = [:]
    }

    private let state: Mutex<State>
    private let files: LocalAuthorityFiles
    private let clock: @Sendable () -> Int

    /// Leaves kept at once; beyond, all are made again when asked for. On-demand names are the clients' choice.
    private static let leafLimit = 1024

    /// Reads the authority from the data folder, or makes it there.
    ///
    /// - Parameters:
    ///   - storage: the data folder.
    ///   - host: this machine's name, for the names of root and intermediate: who looks at a trust store wants to know.
    ///   - clock: seconds since 1970.
    /// - Throws: `StorageError` or `CertificateError`. Damaged files are an error, never replaced: someone trusts that
    ///   root.
    public init(
        storage: CertificateStorage, host: String, clock: @escaping @Sendable () -> Int = { SystemClock.seconds }
    ) throws {
        files = LocalAuthorityFiles(storage: storage, host: host)
        self.clock = clock
        let (root, intermediate) = try files.open(at: clock())
        state = Mutex(State(root: root, intermediate: intermediate))
    }

    /// What the root says.
    public var root: CertificateInfo { state.withLock { $0.root.certificate.info } }
    /// What the intermediate says.
    public var intermediate: CertificateInfo { state.withLock { $0.intermediate.certificate.info } }
    /// The root as PEM text, for trust stores.
    public var rootPEM: [UInt8] { state.withLock { $0.root.certificate.pem } }
    /// The root's file.
    public var rootPath: String { files.rootPath }

    /// A leaf for these names (DNS names, wildcards, or literal addresses), valid for at least a third of its life: the
    /// one made before, or a new one with the same key. Renews the intermediate when that is due. May write files.
    ///
    /// - Throws: `CertificateError` for a name that is none, `StorageError` when the intermediate cannot be kept.
    public func leaf(for names: [String]) throws -> Credential {
        try renewIntermediate()
        return try issue(for: names)
    }

    /// Seconds since 1970 at which `leaf(for:)` makes a new one in place of this.
    public static func renewal(of info: CertificateInfo) -> Int { info.notBefore + info.lifetime * 2 / 3 }

    /// Whether the data folder holds an authority already; making one is more than taking it out of trust stores needs.
    public static func exists(in storage: CertificateStorage) -> Bool {
        FileSystem.exists(LocalAuthorityFiles(storage: storage, host: "").rootPath)
    }

    /// Whether it is time for `renewIntermediate`. Touches no file.
    var isIntermediateDue: Bool {
        let now = clock()
        return state.withLock { now >= Self.renewal(of: $0.intermediate.certificate.info) }
    }

    /// Makes a new intermediate when a third of its life is left, or when its root has gone. Another process may have
    /// done so already.
    public func renewIntermediate() throws {
        guard isIntermediateDue else { return }
        let (root, intermediate) = try files.open(at: clock())
        state.withLock { state in
            state.root = root
            state.intermediate = intermediate
            state.leaves = [:]
        }
    }

    /// The same without any file, in about 0.1 ms the first time: for handshakes that ask for a name nobody listed.
    func issue(for names: [String]) throws(CertificateError) -> Credential {
        let names = try Self.normalized(names)
        let now = clock()
        do {
            return try state.withLock { state in try Self.issue(names, at: now, &state) }
        } catch let error as CertificateError { throw error } catch {
            throw CertificateError(.failed("\(error)"), path: "local authority")
        }
    }

    private static func issue(_ names: [String], at now: Int, _ state: inout State) throws -> Credential {
        let key = names.sorted()
        let known = state.leaves[key]
        if let known, now >= known.info.notBefore, now < renewal(of: known.info) { return known }
        let signer = state.intermediate
        let fields = CertificateFields(
            commonName: names[0], names: names, notBefore: now - Lifetime.backdate,
            // A leaf that outlives its issuer is refused by some clients.
            notAfter: min(now + Lifetime.leaf, signer.certificate.info.notAfter), role: .leaf)
        let privateKey = try known?.key ?? PrivateKey.generate()
        let certificate = try X509Certificate.issue(fields, for: privateKey, by: signer.pair)
        let leaf = Credential(leaf: certificate, chain: [signer.certificate], key: privateKey)
        if state.leaves.count >= leafLimit { state.leaves = [:] }
        state.leaves[key] = leaf
        return leaf
    }

    private static func normalized(_ names: [String]) throws(CertificateError) -> [String] {
        guard !names.isEmpty else { throw CertificateError(.failed("a leaf needs a name"), path: "local authority") }
        var normalized: [String] = []
        for name in names {
            guard let text = AddressText.canonical(name) ?? ServerName.normalizedPattern(name) else {
                throw CertificateError(.failed("\"\(name)\" is no host name and no address"), path: "local authority")
            }
            if !normalized.contains(text) { normalized.append(text) }
        }
        return normalized
    }
}
