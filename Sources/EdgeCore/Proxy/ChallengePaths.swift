/// The paths at which a CA looks for proof (RFC 8555 §8.3): answered before any site, redirect or upstream.
enum ChallengePaths {
    private static let prefix: StaticString = "/.well-known/acme-challenge/"

    /// The answer for an order at work; `nil` for every other request. Costs a look at an empty table where no order is.
    static func answer(_ exchange: Exchange) -> LocalResponse? {
        guard !exchange.worker.challengeAnswers.isEmpty, let token = token(of: exchange.request),
            let text = exchange.worker.challengeAnswer(for: token)
        else { return nil }
        return LocalResponse(status: 200, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    /// Who answers for other clients of CAs; `nil` for every other request, and for hosts of which nobody does. Costs a look at
    /// an empty table where no such client is.
    static func handler(for exchange: Exchange) -> RequestHandler? {
        guard !exchange.adopted.snapshot.challenges.isEmpty else { return nil }
        let request = exchange.request
        guard isChallenge(request.targetRange, of: request.fields) else { return nil }
        return exchange.adopted.snapshot.challenges.handler(for: request.fields.text(in: request.hostRange))
    }

    private static func isChallenge(_ target: Range<Int>, of fields: borrowing FieldSection) -> Bool {
        fields.bytes(in: target).hasPrefix(prefix)
    }

    private static func token(of request: RequestHead) -> String? {
        guard request.method == .get || request.method == .head else { return nil }
        return token(in: request.targetRange, of: request.fields)
    }

    /// A target with a query names no token.
    private static func token(in target: Range<Int>, of fields: borrowing FieldSection) -> String? {
        let bytes = fields.bytes(in: target)
        guard bytes.hasPrefix(prefix) else { return nil }
        return bytes.extracting(prefix.utf8CodeUnitCount..<bytes.count).text
    }
}
