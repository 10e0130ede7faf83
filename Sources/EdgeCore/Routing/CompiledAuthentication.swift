/// A log-in as a worker asks for it.
struct CompiledAuthentication: Sendable {
    private let hashes: [[UInt8]: String]
    /// Verified for names that nobody has.
    private let decoy: String
    private let challenge: CompiledFieldEdit

    init(_ authentication: BasicAuthentication) {
        hashes = Dictionary(uniqueKeysWithValues: authentication.users.map { (Array($0.key.utf8), $0.value) })
        decoy = authentication.users.values.first ?? ""
        let realm = authentication.realm.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }
        // RFC 7617 §2.1: names and passwords are UTF-8.
        let value = "Basic realm=\"\(String(realm))\", charset=\"UTF-8\""
        challenge = CompiledFieldEdit(.set(name: "WWW-Authenticate", value: Template(value)))
    }

    /// Whether the request may go on: `nil` where its password was verified before.
    func decide(_ exchange: Exchange, then walk: RouteWalk) -> RoutingDecision? {
        guard let credentials = BasicCredentials(exchange.request) else { return refuse(exchange) }
        if let answer = exchange.way?.verified {
            exchange.way?.verified = nil
            return answer ? admit(credentials, exchange) : refuse(exchange)
        }
        let known = hashes[credentials.name]
        let hash = known ?? decoy
        let digest = exchange.worker.passwords.memory.digest(credentials, hash: hash)
        if exchange.worker.passwords.memory.contains(digest) { return admit(credentials, exchange) }
        let question = PasswordQuestion(
            digest: digest, password: credentials.password, hash: hash, isKnown: known != nil)
        if let objection = exchange.worker.passwords.objection(to: question, from: exchange.record.client) {
            return .refuse(objection)
        }
        return .verify(question, walk)
    }

    private func admit(_ credentials: BasicCredentials, _ exchange: Exchange) -> RoutingDecision? {
        exchange.settled().user = credentials.name
        return nil
    }

    private func refuse(_ exchange: Exchange) -> RoutingDecision {
        exchange.settled().responseEdits.append(challenge)
        return .refuse(.unauthorized)
    }
}
