import EdgeCore

/// One certificate from one CA: order, prove, finalize, fetch (RFC 8555 §7.4).
struct CertificateOrder: Sendable {
    let client: ACMEClient
    let solver: ChallengeSolver
    let names: [String]
    /// For each name, what is tried.
    let challenge: @Sendable (String) -> ACMEAuthority.Challenge?
    /// The certificate that the new one replaces (RFC 9773 §5).
    let replaces: String?
    let facts: String?

    /// What came of it.
    struct Outcome: Sendable {
        /// The chain, as PEM text.
        let chain: [UInt8]
        let wasReplacement: Bool
    }

    /// Seconds between two looks where the CA names no time: at first, and at most.
    private static let firstPause = 0.25, longestPause = 4.0

    /// - Throws: `ACMEError`.
    func run(key: PrivateKey) async throws -> Outcome {
        var (order, address, isReplacement) = try await begin()
        for authorization in order.authorizations { try await prove(authorization) }
        order = try await wait(for: address, until: ["ready", "valid"], order)
        if order.status != "valid" {
            let request = Base64URL.encode(try CertificateRequest.make(for: names, key: key))
            _ = try await client.post(JSONText.encode(["csr": request]), to: order.finalize, while: context)
            order = try await wait(for: address, until: ["valid"], nil)
        }
        guard let certificate = order.certificate else { throw ACMEError("\(ca) signed, but told no address to fetch from") }
        let response = try await client.post(nil, to: certificate, while: "fetching the certificate for \(list)")
        isReplacement = isReplacement && replaces != nil
        return Outcome(chain: response.body, wasReplacement: isReplacement)
    }

    private var list: String { names.joined(separator: ", ") }
    private var context: String { "ordering a certificate for \(list)" }
    private var ca: String { client.authority.name }

    // MARK: Beginning

    private struct NewOrder: Encodable {
        var identifiers: [ACMEIdentifier]
        var profile: String?
        var replaces: String?
    }

    private func begin() async throws -> (ACMEOrder, address: String, isReplacement: Bool) {
        let directory = try await client.currentDirectory()
        var order = NewOrder(identifiers: names.map(ACMEIdentifier.init), profile: client.authority.profile)
        // Only a CA that publishes renewal information takes the field.
        order.replaces = directory.renewalInfo == nil ? nil : replaces
        do {
            return try await begin(order, at: directory.newOrder)
        } catch let error as ACMEError where order.replaces != nil && Self.isAboutReplacing(error) {
            order.replaces = nil
            return try await begin(order, at: directory.newOrder)
        } catch let error as ACMEError where error.isAboutAccount {
            return try await begin(order, at: directory.newOrder)
        }
    }

    /// Replaced already, or a certificate of another account: the order is good without the field.
    private static func isAboutReplacing(_ error: ACMEError) -> Bool {
        error.kind == "alreadyReplaced" || error.kind == "malformed" || error.kind == "unauthorized"
            || error.kind == "conflict"
    }

    private func begin(
        _ order: NewOrder, at url: String
    ) async throws -> (ACMEOrder, address: String, isReplacement: Bool) {
        let response = try await client.post(JSONText.encode(order), to: url, while: context)
        let begun = try decode(ACMEOrder.self, response)
        guard let address = response["location"] else { throw ACMEError("\(ca) told no address of the order") }
        return (begun, address, order.replaces != nil)
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ response: ClientResponse) throws -> Value {
        guard let value = JSONText.decode(type, from: response.body) else {
            throw ACMEError("\(ca) answered with something that is not ACME while \(context)")
        }
        return value
    }

    // MARK: Proving

    private func prove(_ url: String) async throws {
        let authorization = try decode(ACMEAuthorization.self, try await client.post(nil, to: url, while: context))
        guard authorization.status != "valid" else { return }
        let name = authorization.name
        guard let kind = challenge(name) else {
            throw ACMEError("no challenge is allowed that could prove \(name); a wildcard needs tls { dns exec PROGRAM }")
        }
        let thumbprint = try await client.thumbprint()
        guard let offered = authorization.challenges.first(where: { $0.type == kind.rawValue }), let token = offered.token,
            let answer = KeyAuthorization(token: token, thumbprint: thumbprint)
        else {
            let others = authorization.challenges.map(\.type).joined(separator: ", ")
            throw ACMEError("\(ca) does not offer \(kind.rawValue) for \(name), only \(others)", challenge: kind)
        }
        try await prove(name, by: kind, answer, told: offered.url, authorization: url)
    }

    /// Presents the answer for as long as the CA looks. A function of its own: the optimiser of Swift 6.3 crashes where its
    /// `catch` stands behind the conditions above.
    private func prove(
        _ name: String, by kind: ACMEAuthority.Challenge, _ answer: KeyAuthorization, told challenge: String,
        authorization url: String
    ) async throws {
        do {
            try await solver.present(kind, answer, for: name)
            _ = try await client.post(Array("{}".utf8), to: challenge, while: context)
            try await waitForProof(at: url, kind, name: name)
        } catch {
            await solver.cleanUp(kind, answer, for: name)
            throw error
        }
        await solver.cleanUp(kind, answer, for: name)
    }

    private func waitForProof(at url: String, _ kind: ACMEAuthority.Challenge, name: String) async throws {
        var pace = Pace(patience: client.authority.patience)
        while try await pace.wait() {
            let response = try await client.post(nil, to: url, while: context)
            let authorization = try decode(ACMEAuthorization.self, response)
            switch authorization.status {
            case "valid": return
            case "pending", "processing": pace.retryAfter = response.retryAfter
            default:
                let challenge = authorization.challenges.first { $0.type == kind.rawValue && $0.error != nil }
                let problem = challenge?.error ?? ACMEProblem(type: authorization.status, detail: "")
                throw ProblemText.error(problem, challenge: kind, name: name, facts: facts)
            }
        }
        throw ACMEError("\(ca) did not come to verify \(name) within \(client.authority.patience) s", challenge: kind)
    }

    // MARK: Waiting

    private func wait(for address: String, until states: [String], _ known: ACMEOrder?) async throws -> ACMEOrder {
        var pace = Pace(patience: client.authority.patience)
        while try await pace.wait() {
            let response = try await client.post(nil, to: address, while: context)
            let order = try decode(ACMEOrder.self, response)
            if states.contains(order.status) { return order }
            if order.status == "invalid" {
                throw ProblemText.error(order.error ?? ACMEProblem(type: "invalid", detail: ""), while: context)
            }
            pace.retryAfter = response.retryAfter
        }
        throw ACMEError("\(ca) did not finish the order for \(list) within \(client.authority.patience) s")
    }

    /// Between two looks: what the CA asks for, or ever longer pauses.
    private struct Pace {
        var retryAfter: Int?
        private var pause = CertificateOrder.firstPause
        private let end: ContinuousClock.Instant

        init(patience: Int) { end = ContinuousClock.now + .seconds(patience) }

        /// `false` when patience is at its end.
        mutating func wait() async throws -> Bool {
            guard ContinuousClock.now < end else { return false }
            let seconds = retryAfter.map { Double(min($0, 30)) } ?? pause
            pause = min(pause * 2, CertificateOrder.longestPause)
            retryAfter = nil
            try await Task.sleep(for: .seconds(seconds))
            return true
        }
    }
}
