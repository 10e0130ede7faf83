internal import Synchronization

/// A certificate that a manager obtains and renews: what a handshake is shown now, and what is known about the rest. Shared
/// by every configuration that has its names, so that a new one is shown without a reload.
public final class ManagedCertificate: Sendable {
    /// What is shown until the first certificate is there.
    package enum StandIn: Sendable {
        case leaf(OnDemandLeaves)
        /// An alert.
        case refusal
    }

    struct State: Sendable {
        var credential: Credential?
        var issuer: String?
        /// What worked the last time.
        var challenge: ACMEAuthority.Challenge?
        /// Seconds since 1970.
        var nextAttempt: Int?
        var lastError: String?
        var failures = 0
        var failingSince: Int?
        var isOrdering = false
        /// When it was obtained; 0 where nobody has noted it.
        var obtained = 0
        /// Until when CAs, by name, have asked not to be asked for it.
        var refusals: [String: Int] = [:]
        /// What the CA wishes for the certificate in use, and when it may be asked again.
        var renewal: (wish: RenewalInfo, nextLook: Int)?
        /// 0 to 1: this certificate's share of every spread.
        var chance = Double.random(in: 0..<1)
    }

    /// The names in the certificate; the first is what it is kept under.
    public let names: [String]
    package let policy: CertificatePolicy
    private let standIn: StandIn
    private let state: Mutex<State>

    init(names: [String], policy: CertificatePolicy, standIn: StandIn) {
        self.names = names
        self.policy = policy
        self.standIn = standIn
        state = Mutex(State())
    }

    func withState<Result>(_ body: (inout State) -> Result) -> Result {
        state.withLock { state in
            var copy = state
            defer { state = copy }
            return body(&copy)
        }
    }

    /// The certificate in use; `nil` before the first.
    package var info: CertificateInfo? { state.withLock { $0.credential?.info } }

    /// - Parameter now: seconds since 1970.
    package func status(at now: Int) -> CertificateStatus {
        state.withLock { state in
            CertificateStatus(
                names: names, issuer: state.issuer ?? policy.authorities.first?.name ?? "", state: state.phase(at: now),
                challenge: state.challenge?.rawValue, notAfter: state.credential?.info.notAfter,
                nextAttempt: state.nextAttempt, lastError: state.lastError)
        }
    }
}

extension ManagedCertificate.State {
    fileprivate func phase(at now: Int) -> CertificateStatus.State {
        guard let credential else { return isOrdering ? .ordering : .pending }
        if isOrdering { return .renewing }
        return credential.info.notAfter < now ? .expired : .valid
    }
}

extension ManagedCertificate: CredentialSource {
    package func credential(for name: String) -> Credential? {
        if let credential = state.withLock({ $0.credential }) { return credential }
        switch standIn {
        case .leaf(let leaves): return leaves.credential(for: name)
        case .refusal: return nil
        }
    }
}
