import EdgeCore
import Logging

/// The CAs there are, over ACME.
struct CertificateAuthorities: CertificateIssuing {
    private let board: HTTPChallengeBoard
    private let credentials: ChallengeCredentials
    private let executor: BlockingExecutor
    private let logger: Logger
    private let clients: ACMEClients

    init(
        storage: CertificateStorage, board: HTTPChallengeBoard, credentials: ChallengeCredentials, executor: BlockingExecutor,
        logger: Logger
    ) {
        self.board = board
        self.credentials = credentials
        self.executor = executor
        self.logger = logger
        clients = ACMEClients(storage: storage, executor: executor)
    }

    /// Asked after a restart too, before anything is ordered (RFC 9773 §4.1).
    func window(of leaf: X509Certificate, from authority: ACMEAuthority) async -> RenewalInfo? {
        guard let identifier = leaf.renewalIdentifier, let client = try? await clients.client(for: authority),
            let url = try? await client.currentDirectory().renewalInfo
        else { return nil }
        let place = url.hasSuffix("/") ? url + identifier : "\(url)/\(identifier)"
        guard let response = try? await client.get(place, while: "asking when to renew"), response.status == 200 else {
            return nil
        }
        return RenewalInfo(response.body, retryAfter: response.retryAfter)
    }

    /// Tries one challenge after the other until the name is proven.
    func order(
        _ certificate: ManagedCertificate, with authority: ACMEAuthority, key: PrivateKey, replaces: String?
    ) async throws -> (CertificateOrder.Outcome, ACMEAuthority.Challenge?) {
        let http = try ControlClient(roots: nil)
        let preflight = Preflight(
            http: http, executor: executor, board: board, port: authority.httpPort, tlsPort: authority.tlsPort,
            showsCertificate: certificate.credential(for: certificate.names[0]) != nil)
        let report = await preflight.look(at: certificate.names[0])
        let isTLSLikelier = report.isPort80Blocked && !report.isPort443Blocked
        let learned = certificate.withState { $0.challenge }
        let client = try await clients.client(for: authority)
        var refused: Set<ACMEAuthority.Challenge> = []
        while true {
            let open = authority.challenges.subtracting(refused)
            let choose: @Sendable (String) -> ACMEAuthority.Challenge? = { name in
                ChallengeChoice.order(
                    for: name, allowed: open, learned: learned, isPort80Blocked: isTLSLikelier
                ).first
            }
            let order = CertificateOrder(
                client: client,
                solver: ChallengeSolver(
                    board: board, credentials: credentials, hook: certificate.policy.hook, executor: executor),
                names: certificate.names, challenge: choose, replaces: replaces, facts: report.facts)
            do {
                return (try await order.run(key: key), choose(certificate.names[0]))
            } catch let error as ACMEError {
                guard let challenge = error.challenge, refused.insert(challenge).inserted else { throw error }
                let remaining = authority.challenges.subtracting(refused)
                let next = ChallengeChoice.order(
                    for: certificate.names[0], allowed: remaining, learned: learned,
                    isPort80Blocked: isTLSLikelier)
                guard let other = next.first else { throw error }
                logger.warning(
                    "a challenge failed, another is tried",
                    metadata: [
                        "names": "\(certificate.names.joined(separator: ", "))", "reason": "\(error)",
                        "next": "\(other.rawValue)",
                    ])
            }
        }
    }
}
