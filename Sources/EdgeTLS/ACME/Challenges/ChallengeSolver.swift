import EdgeCore

/// Puts the answer to a challenge where the CA looks, and takes it away again.
struct ChallengeSolver: Sendable {
    let board: HTTPChallengeBoard
    let credentials: ChallengeCredentials
    let hook: DNSHook?
    let executor: BlockingExecutor

    func present(_ challenge: ACMEAuthority.Challenge, _ answer: KeyAuthorization, for name: String) async throws {
        switch challenge {
        case .http: await board.put(answer.text, for: answer.token)
        case .tls: credentials.set(try credential(answer, for: name), for: ReverseName.of(name) ?? name)
        case .dns:
            guard let hook else { throw ACMEError("DNS-01 needs a hook: tls { dns exec PROGRAM }", challenge: .dns) }
            try await executor.run { try hook.run(.present, name: name, value: answer.textRecord) }
            try await Task.sleep(for: .seconds(hook.propagationSeconds))
            try await hook.look(on: executor)?.wait(for: answer.textRecord, at: DNSHook.record(of: name))
        }
    }

    func cleanUp(_ challenge: ACMEAuthority.Challenge, _ answer: KeyAuthorization, for name: String) async {
        switch challenge {
        case .http: await board.remove(answer.token)
        case .tls: credentials.set(nil, for: ReverseName.of(name) ?? name)
        case .dns:
            guard let hook else { return }
            // The record does no harm; the next attempt says what is wrong with the hook.
            try? await executor.run { try hook.run(.cleanup, name: name, value: answer.textRecord) }
        }
    }

    /// Self-signed, for this one question (RFC 8737 §3).
    private func credential(_ answer: KeyAuthorization, for name: String) throws -> Credential {
        let key = try PrivateKey.generate()
        let now = SystemClock.seconds
        let fields = CertificateFields(
            commonName: "ACME challenge", names: [name], notBefore: now - 86_400, notAfter: now + 86_400,
            role: .challenge(digest: answer.digest))
        return Credential(leaf: try X509Certificate.issue(fields, for: key, by: nil), chain: [], key: key)
    }
}
