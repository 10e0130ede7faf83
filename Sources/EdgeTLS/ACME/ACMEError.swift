/// Why there is no certificate: in a sentence that says who, what, and what to do.
public struct ACMEError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
    /// What the CA has asked for, in seconds.
    let retryAfter: Int?
    /// The problem's kind, where the CA has told one.
    let kind: String?
    /// The challenge that failed, where it was one.
    let challenge: ACMEAuthority.Challenge?

    init(
        _ description: String, retryAfter: Int? = nil, kind: String? = nil, challenge: ACMEAuthority.Challenge? = nil
    ) {
        self.description = description
        self.retryAfter = retryAfter
        self.kind = kind
        self.challenge = challenge
    }

    /// The account is not known to the CA: it may have lost its memory, or we ours.
    var isAboutAccount: Bool { kind == "accountDoesNotExist" }
}

/// Problem documents, in words for people.
enum ProblemText {
    /// - Parameter context: what was asked for, as `ordering a certificate for chat.example.com`.
    static func error(_ problem: ACMEProblem, while context: String, retryAfter: Int? = nil) -> ACMEError {
        let advice = advice(for: problem.kind).map { "; \($0)" } ?? ""
        let detail = problem.text.isEmpty ? problem.kind : problem.text
        return ACMEError(
            "the CA refused while \(context): \(detail)\(advice)", retryAfter: retryAfter, kind: problem.kind)
    }

    /// What to do about it; `nil` where the CA's words say all.
    private static func advice(for kind: String) -> String? {
        switch kind {
        case "rateLimited": "its limit on requests is reached; it is asked again later, nothing has to be done"
        case "caa": "the CAA record in DNS forbids this CA: add it there, or name another with acme_ca"
        case "rejectedIdentifier": "this CA does not sign such a name"
        case "externalAccountRequired": "this CA wants an account of its own: get a key from it and write acme_eab"
        case "unauthorized": "something else answered for the name"
        case "invalidContact", "unsupportedContact": "check the address behind email"
        case "userActionRequired": "the CA wants its terms agreed to anew"
        case "badCSR", "badPublicKey": "the CA wants other kinds of keys or names"
        case "serverInternal": "the CA has trouble of its own; it is asked again later"
        case "accountDoesNotExist": "the CA knows no such account"
        default: nil
        }
    }

    /// Pebble calls it unauthorized when it reaches nobody on port 443, and says what it means in its text only.
    private static func kind(of problem: ACMEProblem) -> String {
        let reachedNobody = problem.kind == "unauthorized" && problem.text.hasPrefix("Failed to connect")
        return reachedNobody ? "connection" : problem.kind
    }

    /// A challenge that failed.
    static func error(
        _ problem: ACMEProblem, challenge: ACMEAuthority.Challenge, name: String, facts: String?
    ) -> ACMEError {
        let what: String
        switch (kind(of: problem), challenge) {
        case ("connection", .http):
            what = "the CA could not connect to \(name) on port 80; open port 80 in the firewall and forward it here"
        case ("connection", _):
            what = "the CA could not connect to \(name) on port 443; open port 443 in the firewall and forward it here"
        case ("dns", .dns):
            what = "the CA did not find the TXT record of \(name); the hook may need longer (propagation_delay)"
        case ("dns", _):
            what = "the CA found no address for \(name); make an A (and AAAA) record in DNS that points here"
        case ("unauthorized", .dns):
            what = "the TXT record of \(name) holds something else; is an old one left over?"
        case ("unauthorized", _), ("incorrectResponse", _), ("tls", _):
            what = "something else answered for \(name); another server has its address, or stands in front"
        case ("caa", _): what = "the CAA record of \(name) forbids this CA; add it there, or name another with acme_ca"
        default: what = "the CA could not verify \(name)"
        }
        let detail = problem.text.isEmpty ? problem.kind : problem.text
        return ACMEError(
            "\(what) (\(challenge.rawValue): \(detail))" + (facts.map { ". Seen from here: \($0)" } ?? ""),
            kind: problem.kind, challenge: challenge)
    }
}
