package import EdgeCore
package import Logging
internal import Synchronization

/// Obtains certificates and keeps them: before anyone asks, beside the running server, and without its noticing.
///
/// Certificates are known to it from the moment a configuration names them (`certificate(for:)`), loaded from the disk then,
/// and kept fresh once `activate` says that the configuration is in use. Each has a task of its own that sleeps until there
/// is something to do. Orders of several processes on one folder are told apart by a lock for each name: whoever comes second
/// finds the certificate there.
public final class CertificateManager: Sendable {
    private struct Known {
        var certificates: [Key: ManagedCertificate] = [:]
        var active: Set<Key> = []
    }

    struct Key: Hashable, Sendable {
        var names: [String]
        var policy: CertificatePolicy
    }

    /// TLS-ALPN-01 answers; one object for every `CertificateStore` of the process.
    public let challenges = ChallengeCredentials()
    private let storage: @Sendable () throws -> CertificateStorage
    private let clock: ManagerClock
    /// In place of the CAs that a policy names.
    private let issuer: (any CertificateIssuing)?
    private let known = Mutex(Known())
    private let changes: AsyncStream<ManagedCertificate>
    private let announce: AsyncStream<ManagedCertificate>.Continuation

    init(
        storage: @escaping @Sendable () throws -> CertificateStorage, clock: ManagerClock = .system,
        issuer: (any CertificateIssuing)? = nil
    ) {
        self.storage = storage
        self.clock = clock
        self.issuer = issuer
        (changes, announce) = AsyncStream.makeStream()
    }

    /// - Parameter folder: where accounts, certificates and keys are kept; made when it is first needed.
    public convenience init(folder: String) { self.init(storage: { try CertificateStorage(root: folder) }) }

    // MARK: What there is

    /// The certificate for these names. Blocks: reads what is kept on the disk, the first time. Handshakes for it are refused
    /// until there is one.
    public func certificate(for names: [String], policy: CertificatePolicy) -> ManagedCertificate {
        certificate(for: names, policy: policy, standIn: .refusal)
    }

    /// The same, with what is shown until there is one.
    package func certificate(
        for names: [String], policy: CertificatePolicy, standIn: ManagedCertificate.StandIn
    ) -> ManagedCertificate {
        let key = Key(names: names, policy: policy)
        if let certificate = known.withLock({ $0.certificates[key] }) { return certificate }
        let certificate = ManagedCertificate(names: names, policy: policy, standIn: standIn)
        if let storage = try? storage() { load(certificate, from: storage) }
        return known.withLock { known in
            if let other = known.certificates[key] { return other }
            known.certificates[key] = certificate
            return certificate
        }
    }

    private func load(_ certificate: ManagedCertificate, from storage: CertificateStorage) {
        let files = ManagedCertificateFiles(storage: storage)
        for authority in certificate.policy.authorities {
            guard let found = try? files.load(certificate.names, from: authority, at: clock.now()) else { continue }
            certificate.withState { state in
                state.credential = found.0
                state.issuer = authority.name
                state.obtained = found.1?.issued ?? 0
                state.challenge = found.1?.challenge.flatMap(ACMEAuthority.Challenge.init(rawValue:))
            }
            return
        }
    }

    /// Keeps these fresh from now on, and no others.
    package func activate(_ certificates: [ManagedCertificate]) {
        let started = known.withLock { known in
            let keys = Set(certificates.map { Key(names: $0.names, policy: $0.policy) })
            let new = keys.subtracting(known.active)
            known.certificates = known.certificates.filter { keys.contains($0.key) }
            known.active = keys
            return certificates.filter { new.contains(Key(names: $0.names, policy: $0.policy)) }
        }
        for certificate in started { announce.yield(certificate) }
    }

    /// Keeps this one fresh too.
    package func keep(_ certificate: ManagedCertificate) {
        let isNew = known.withLock { known in
            let key = Key(names: certificate.names, policy: certificate.policy)
            known.certificates[key] = certificate
            return known.active.insert(key).inserted
        }
        if isNew { announce.yield(certificate) }
    }

    /// Orders nothing more, for good; what is on its way is given up. Certificates are shown as before.
    package func finish() { announce.finish() }

    private func isActive(_ certificate: ManagedCertificate) -> Bool {
        known.withLock { known in
            let key = Key(names: certificate.names, policy: certificate.policy)
            return known.active.contains(key) && known.certificates[key] === certificate
        }
    }
}

// MARK: - Working

extension CertificateManager: ServerCompanion {
    /// Until cancelled.
    package func run(beside server: any ChallengePublishing, logger: Logger) async {
        let work: CertificateWork
        do {
            let storage = try storage()
            // Orders block one thread each while they wait for a CA or a hook.
            let executor = BlockingExecutor(threads: 12)
            let cas =
                issuer
                ?? CertificateAuthorities(
                    storage: storage, board: HTTPChallengeBoard(server), credentials: challenges, executor: executor,
                    logger: logger)
            work = CertificateWork(storage: storage, cas: cas, clock: clock, logger: logger, executor: executor)
        } catch {
            return logger.error("certificates cannot be obtained", metadata: ["reason": "\(error)"])
        }
        await withDiscardingTaskGroup { group in
            for await certificate in changes {
                group.addTask { await self.keep(certificate, work) }
            }
            group.cancelAll()
        }
    }

    /// One certificate's life.
    private func keep(_ certificate: ManagedCertificate, _ work: CertificateWork) async {
        while isActive(certificate), !Task.isCancelled {
            let due = await work.due(certificate)
            certificate.withState { $0.nextAttempt = due }
            if due > clock.now() {
                // Looked at again before: the CA may wish for another time, or another process may have renewed.
                let look = certificate.withState { $0.renewal?.nextLook } ?? clock.now() + Self.longestSleep
                do { try await clock.sleep(min(due, look)) } catch { return }
                continue
            }
            await work.obtain(certificate)
        }
    }

    /// Seconds.
    private static let longestSleep = 6 * 3600
}
