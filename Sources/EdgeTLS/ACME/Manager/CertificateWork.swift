import EdgeCore
import Logging

/// What is done for one certificate after the other: deciding when, ordering, keeping, and telling.
struct CertificateWork: Sendable {
    private let storage: CertificateStorage
    private let cas: any CertificateIssuing
    private let clock: ManagerClock
    private let logger: Logger
    private let slots = OrderSlots()
    private let executor: BlockingExecutor

    init(
        storage: CertificateStorage, cas: any CertificateIssuing, clock: ManagerClock, logger: Logger,
        executor: BlockingExecutor
    ) {
        self.storage = storage
        self.cas = cas
        self.clock = clock
        self.logger = logger
        self.executor = executor
    }

    private var files: ManagedCertificateFiles { ManagedCertificateFiles(storage: storage) }

    // MARK: When

    /// Seconds since 1970 at which something is to be done next; in the past for now.
    func due(_ certificate: ManagedCertificate) async -> Int {
        let state = certificate.withState { $0 }
        guard let credential = state.credential else { return state.nextAttempt ?? 0 }
        // Another edge on the same folder may have renewed it.
        await reload(certificate, olderThan: credential)
        let current = certificate.withState { $0 }
        if current.failures > 0, let next = current.nextAttempt { return next }
        guard let info = current.credential?.info else { return 0 }
        // What the CA has dated back is no life that was ours.
        let begin = max(info.notBefore, current.obtained)
        guard let window = await window(of: certificate) else {
            return RenewalSchedule.time(notBefore: begin, notAfter: info.notAfter, chance: current.chance)
        }
        let time = RenewalSchedule.time(of: window, notBefore: begin, notAfter: info.notAfter, chance: current.chance)
        return max(time, RenewalSchedule.soonest(after: begin, notAfter: info.notAfter))
    }

    private func reload(_ certificate: ManagedCertificate, olderThan credential: Credential) async {
        let now = clock.now()
        for authority in certificate.policy.authorities {
            let found = try? await executor.run { [files] in try files.load(certificate.names, from: authority, at: now) }
            guard let found = found ?? nil, found.0.info.notAfter > credential.info.notAfter else { continue }
            certificate.withState { state in
                state.credential = found.0
                state.issuer = authority.name
                state.obtained = found.1?.issued ?? 0
                state.renewal = nil
                state.failures = 0
                state.lastError = nil
            }
        }
    }

    /// When the CA wishes, where it has an opinion (RFC 9773): what it said, until it may be asked again.
    private func window(of certificate: ManagedCertificate) async -> RenewalInfo? {
        let (leaf, issuer, known) = certificate.withState { ($0.credential?.leaf, $0.issuer, $0.renewal) }
        if let known, clock.now() < known.nextLook { return known.wish }
        guard let leaf, let authority = certificate.policy.authorities.first(where: { $0.name == issuer }) else { return nil }
        guard let wish = await cas.window(of: leaf, from: authority) else {
            // Out of reach for now: what it said last is the best there is.
            certificate.withState { $0.renewal?.nextLook = clock.now() + Self.pauseAfterSilence }
            return known?.wish
        }
        certificate.withState { $0.renewal = (wish, clock.now() + wish.retryAfter) }
        return wish
    }

    /// Seconds.
    private static let pauseAfterSilence = 3600

    // MARK: Obtaining

    /// One attempt, with every CA of the policy; whatever comes of it is noted.
    func obtain(_ certificate: ManagedCertificate) async {
        await slots.take()
        certificate.withState { $0.isOrdering = true }
        do {
            try Task.checkCancellation()
            try await withNameLock(certificate) { try await attempt(certificate) }
        } catch {
            // An edge that ends, or hands over, has not failed.
            if !Task.isCancelled { failed(certificate, error) }
        }
        certificate.withState { $0.isOrdering = false }
        await slots.giveBack()
    }

    /// Two edges on one folder order once.
    private func withNameLock(_ certificate: ManagedCertificate, _ body: () async throws -> Void) async throws {
        let name = "issue_\(certificate.names[0])"
        while true {
            let lock = try await executor.run { [storage] in try storage.tryLock(name) }
            if let lock {
                defer { withExtendedLifetime(lock) {} }
                return try await body()
            }
            try await Task.sleep(for: .milliseconds(500))
            let before = certificate.withState { $0.credential?.info.notAfter ?? 0 }
            await adopt(certificate, newerThan: before)
            if certificate.withState({ $0.credential?.info.notAfter ?? 0 }) > before { return }
        }
    }

    /// Takes what another process has put there.
    private func adopt(_ certificate: ManagedCertificate, newerThan notAfter: Int) async {
        let now = clock.now()
        for authority in certificate.policy.authorities {
            let found = try? await executor.run { [files] in try files.load(certificate.names, from: authority, at: now) }
            guard let found = found ?? nil, found.0.info.notAfter > notAfter else { continue }
            succeeded(certificate, found.0, from: authority, by: nil, wasOrdered: false)
        }
    }

    private func attempt(_ certificate: ManagedCertificate) async throws {
        let before = certificate.withState { $0.credential?.info.notAfter ?? 0 }
        await adopt(certificate, newerThan: before)
        guard certificate.withState({ $0.credential?.info.notAfter ?? 0 }) == before else { return }
        var failures: [AuthorityFailures.Failure] = []
        for authority in certificate.policy.authorities {
            do {
                try checkPatience(certificate, authority)
                return try await attempt(certificate, with: authority)
            } catch {
                try Task.checkCancellation()
                note(error, of: authority, certificate)
                failures.append((authority.name, error))
            }
        }
        throw AuthorityFailures.error(failures, names: certificate.names)
    }

    /// A CA that has asked to be left alone is, while another one is asked.
    private func checkPatience(_ certificate: ManagedCertificate, _ authority: ACMEAuthority) throws {
        let now = clock.now()
        guard let until = certificate.withState({ $0.refusals[authority.name] }), until > now else { return }
        throw ACMEError("it asked to be left alone until \(UTCText.format(until))", retryAfter: until - now)
    }

    private func note(_ error: any Error, of authority: ACMEAuthority, _ certificate: ManagedCertificate) {
        guard let wait = (error as? ACMEError)?.retryAfter else { return }
        let until = clock.now() + min(wait, RetrySchedule.longestRefusal)
        certificate.withState { $0.refusals[authority.name] = until }
    }

    private func attempt(_ certificate: ManagedCertificate, with authority: ACMEAuthority) async throws {
        try await checkLedger(certificate, authority)
        let failures = certificate.withState { $0.failures }
        // After a failure, what is wrong is looked for where it costs nothing.
        if failures > 0, let staging = authority.staging {
            let key = try PrivateKey.generate()
            _ = try await cas.order(certificate, with: staging, key: key, replaces: nil)
        }
        let previous = certificate.withState { $0.credential }
        let reused = certificate.policy.reusesKeys ? previous?.key : nil
        let key = try await executor.run { [files] in
            try files.nextKey(certificate.names, from: authority, reusing: reused, certificate.policy.keyKind)
        }
        let wasIssuedHere = certificate.withState { $0.issuer } == authority.name
        let (outcome, challenge) = try await cas.order(
            certificate, with: authority, key: key, replaces: wasIssuedHere ? previous?.leaf.renewalIdentifier : nil)
        try await keep(outcome, of: certificate, from: authority, key: key, by: challenge)
    }

    private func keep(
        _ outcome: CertificateOrder.Outcome, of certificate: ManagedCertificate, from authority: ACMEAuthority,
        key: PrivateKey, by challenge: ACMEAuthority.Challenge?
    ) async throws {
        let now = clock.now()
        let names = certificate.names
        let credential = try Credential.parse(certificate: outcome.chain, key: key.pem, certificatePath: authority.name, now: now)
        let meta = ManagedCertificateFiles.Meta(names: names, challenge: challenge?.rawValue, issued: now)
        // Served at once, even where the disk is full: the error says so, and the next attempt begins sooner than expiry.
        succeeded(certificate, credential, from: authority, by: challenge, wasOrdered: true)
        do {
            try await executor.run { [files, storage] in
                try files.save(credential, meta, names, from: authority)
                try Self.updateLedger(of: authority, in: storage) { ledger in
                    ledger.note(names, at: now, isReplacement: outcome.wasReplacement)
                }
            }
        } catch {
            certificate.withState { $0.lastError = "the certificate is served, but could not be kept: \(error)" }
            let list = names.joined(separator: ", ")
            logger.error("a certificate could not be kept", metadata: ["names": "\(list)", "reason": "\(error)"])
        }
    }

    // MARK: The ledger

    private func checkLedger(_ certificate: ManagedCertificate, _ authority: ACMEAuthority) async throws {
        // For a CA whose limits nobody has told us the ledger only counts.
        guard let known = KnownAuthority.of(authority.directory) else { return }
        let ledger = try await executor.run { [storage] in try Self.ledger(of: authority, in: storage) }
        let wait = ledger.wait(
            for: certificate.names, at: clock.now(), limit: known.duplicates, window: known.duplicateWindow)
        guard let wait else { return }
        throw ACMEError(
            "\(authority.name) signs the same names \(known.duplicates) times in a week, and has done so; the next try is "
                + "in \(wait / 3600) h. Is the data folder lost at every start?", retryAfter: wait)
    }

    private static func ledger(of authority: ACMEAuthority, in storage: CertificateStorage) throws -> IssuanceLedger {
        let path = CertificateStorage.accountPath(authority: authority.name, file: "ledger.json")
        return try storage.read(path).flatMap { JSONText.decode(IssuanceLedger.self, from: $0) } ?? IssuanceLedger()
    }

    private static func updateLedger(
        of authority: ACMEAuthority, in storage: CertificateStorage, _ change: (inout IssuanceLedger) -> Void
    ) throws {
        try storage.withLock("ledger_\(authority.name)") {
            var ledger = try ledger(of: authority, in: storage)
            change(&ledger)
            let path = CertificateStorage.accountPath(authority: authority.name, file: "ledger.json")
            try storage.write(JSONText.encode(ledger), to: path)
        }
    }

    // MARK: Telling

    private func succeeded(
        _ certificate: ManagedCertificate, _ credential: Credential, from authority: ACMEAuthority,
        by challenge: ACMEAuthority.Challenge?, wasOrdered: Bool
    ) {
        let now = clock.now()
        certificate.withState { state in
            state.credential = credential
            state.issuer = authority.name
            state.challenge = challenge ?? state.challenge
            state.failures = 0
            state.failingSince = nil
            state.nextAttempt = nil
            state.lastError = nil
            state.obtained = now
            state.renewal = nil
            state.chance = Double.random(in: 0..<1)
        }
        let facts: Logger.Metadata = [
            "names": "\(certificate.names.joined(separator: ", "))", "issuer": "\(authority.name)",
            "challenge": "\(challenge?.rawValue ?? "none needed")", "until": "\(UTCText.format(credential.info.notAfter))",
        ]
        if wasOrdered {
            logger.notice("a certificate was obtained", metadata: facts)
        } else {
            logger.notice("a certificate that another edge obtained is served", metadata: facts)
        }
    }

    private func failed(_ certificate: ManagedCertificate, _ error: any Error) {
        let now = clock.now()
        let words = "\(error)"
        let (delay, failures) = certificate.withState { state in
            state.failures += 1
            let since = state.failingSince ?? now
            state.failingSince = since
            state.lastError = words
            let delay = RetrySchedule.delay(
                failures: state.failures, failingFor: now - since,
                secondsLeft: state.credential.map { $0.info.notAfter - now },
                retryAfter: (error as? ACMEError)?.retryAfter)
            state.nextAttempt = now + delay
            return (delay, state.failures)
        }
        logger.error(
            "no certificate yet",
            metadata: [
                "names": "\(certificate.names.joined(separator: ", "))", "reason": "\(words)",
                "attempt": "\(failures)", "retry": "\(delay) s",
            ])
    }
}
