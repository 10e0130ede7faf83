import EdgeCore
import Logging
import Synchronization

@testable import EdgeTLS

/// One certificate's manager with a clock that nobody waits for, and CAs that fail when they are told to. A handshake is made in
/// each simulated second.
final class Simulation: Sendable {
    /// What happens, and when: in seconds since the beginning.
    struct Script: Sendable {
        var lifetime = 600
        var hours = 24
        /// How long after the real time it begins.
        var offset = 0
        var authorities = [ACMEAuthority(directory: "https://ca.test/")]
        /// Whether a CA does not answer.
        var isAway: @Sendable (_ directory: String, _ time: Int) -> Bool = { _, _ in false }
        /// The wall clock is set forward once.
        var jump: (at: Int, by: Int)?
        /// What a CA wishes, by the time at which it is asked.
        var wish: @Sendable (_ begin: Int, _ time: Int) -> RenewalInfo? = { _, _ in nil }
        /// A CA that always refuses with Retry-After.
        var refusal: (directory: String, seconds: Int)?
    }

    struct Attempt: Sendable {
        var time: Int
        var directory: String
    }

    private struct State {
        var time = 0
        var hasJumped = false
        var attempts: [Attempt] = []
        var issued: [String] = []
        var looks: [Int] = []
        var expiredSeconds = 0
    }

    /// How long a CA takes to sign, and how long until one is given up.
    static let orderSeconds = 5, failureSeconds = 30

    private let state = Mutex(State())
    private let script: Script
    private let begin: Int
    private let end: Int
    let certificate: ManagedCertificate
    private let manager: CertificateManager

    /// - Parameter folder: where certificates and the ledger are kept.
    init(_ script: Script, in folder: String) {
        let cas = AuthoritiesOnStage()
        let begin = SystemClock.seconds + script.offset
        manager = CertificateManager(
            storage: { try CertificateStorage(root: folder) },
            clock: ManagerClock(now: { cas.stage?.now ?? begin }, sleep: { try await cas.stage?.sleep(until: $0) }), issuer: cas)
        certificate = manager.certificate(for: ["chat.test"], policy: CertificatePolicy(authorities: script.authorities))
        self.script = script
        self.begin = begin
        end = script.hours * 3600
        cas.enter(self)
    }

    func run() async {
        manager.activate([certificate])
        await manager.run(beside: Nowhere(), logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() })
    }

    // MARK: What was seen

    private var now: Int { begin + state.withLock { $0.time } }
    var attempts: [Attempt] { state.withLock { $0.attempts } }
    /// Directories, one for each certificate.
    var issued: [String] { state.withLock { $0.issued } }
    /// When a CA was asked for its wish.
    var looks: [Int] { state.withLock { $0.looks } }
    /// How long handshakes were shown an expired certificate.
    var expiredSeconds: Int { state.withLock { $0.expiredSeconds } }

    // MARK: Time

    private func sleep(until moment: Int) async throws {
        while now < moment {
            let left = min(moment - begin, end) - state.withLock { $0.time }
            // Where nothing is shown, nothing can be seen.
            tick(certificate.info == nil ? max(1, left) : 1)
            guard state.withLock({ $0.time }) < end else {
                manager.finish()
                throw CancellationError()
            }
        }
    }

    private func tick(_ seconds: Int) {
        let shown = certificate.credential(for: "chat.test")
        state.withLock { state in
            state.time += seconds
            if let jump = script.jump, !state.hasJumped, state.time >= jump.at {
                state.time += jump.by
                state.hasJumped = true
            }
            if let shown, shown.info.notAfter < begin + state.time { state.expiredSeconds += seconds }
        }
    }

    // MARK: The CAs

    private func order(from directory: String, key: PrivateKey) throws -> [UInt8] {
        let isAway = state.withLock { state in
            state.attempts.append(Attempt(time: state.time, directory: directory))
            return script.isAway(directory, state.time)
        }
        if let refusal = script.refusal, refusal.directory == directory {
            throw ACMEError("too many", retryAfter: refusal.seconds)
        }
        for _ in 0..<(isAway ? Self.failureSeconds : Self.orderSeconds) { tick(1) }
        if isAway { throw ACMEError("nobody answers") }
        let signed = try TestAuthority.shared.credential(
            "chat.test", notBefore: now - 3600, notAfter: now + script.lifetime, key: key)
        state.withLock { $0.issued.append(directory) }
        return signed.chainPEM
    }

    private func wish() -> RenewalInfo? {
        let time = state.withLock { state in
            state.looks.append(state.time)
            return state.time
        }
        return script.wish(begin, time)
    }

    private final class AuthoritiesOnStage: CertificateIssuing {
        private struct Place { weak var simulation: Simulation? }

        private let place = Mutex(Place())
        var stage: Simulation? { place.withLock { $0.simulation } }

        func enter(_ simulation: Simulation) { place.withLock { $0.simulation = simulation } }

        func order(
            _ certificate: ManagedCertificate, with authority: ACMEAuthority, key: PrivateKey, replaces: String?
        ) async throws -> (CertificateOrder.Outcome, ACMEAuthority.Challenge?) {
            guard let stage else { throw CancellationError() }
            let chain = try stage.order(from: authority.directory, key: key)
            return (CertificateOrder.Outcome(chain: chain, wasReplacement: false), .http)
        }

        func window(of leaf: X509Certificate, from authority: ACMEAuthority) async -> RenewalInfo? { stage?.wish() }
    }

    private final class Nowhere: ChallengePublishing {
        func publishChallenges(_ answers: [String: String]) async {}
    }
}
