/// Why an exchange did not go as it should: what happened, who is to blame, and what the client is told.
///
/// Immutable, and a reference: nearly every exchange has none, and should not be larger for it.
package final class Failure: Error, Sendable {
    package enum Blame: String, Sendable { case client, upstream, edge }

    package let status: Int
    package let blame: Blame
    /// For the log; static, so that no peer's bytes are in it.
    package let phrase: StaticString
    /// Seconds for Retry-After.
    package let retryAfter: Int?
    /// For the client, where the status has another sentence.
    package let message: StaticString?

    package init(
        status: Int, blame: Blame, phrase: StaticString, retryAfter: Int? = nil, message: StaticString? = nil
    ) {
        self.status = status
        self.blame = blame
        self.phrase = phrase
        self.retryAfter = retryAfter
        self.message = message
    }

    package static func malformedRequest(_ error: HTTP1Error) -> Failure {
        Failure(status: error.status, blame: .client, phrase: error.phrase)
    }

    package static func malformedResponse(_ error: HTTP1Error) -> Failure {
        Failure(status: 502, blame: .upstream, phrase: error.phrase)
    }

    package static let headTimeout = Failure(status: 408, blame: .client, phrase: "request head too slow")
    package static let bodyTimeout = Failure(status: 408, blame: .client, phrase: "request body too slow")
    package static let bodyTooLarge = Failure(status: 413, blame: .client, phrase: "request body over the limit")
    package static let noSite = Failure(status: 404, blame: .client, phrase: "no such site")
    package static let noRoute = Failure(
        status: 404, blame: .client, phrase: "no route for this path", message: "There is nothing at this address.")
    package static let aborted = Failure(status: 499, blame: .edge, phrase: "aborted by the configuration")
    package static let misdirected = Failure(
        status: 421, blame: .client, phrase: "host not covered by the connection's certificate")
    package static let noFile = Failure(
        status: 404, blame: .client, phrase: "no such file", message: "There is nothing at this address.")
    package static let badFilePath = Failure(status: 400, blame: .client, phrase: "no path of a file")
    package static let fileForbidden = Failure(
        status: 403, blame: .edge, phrase: "file not readable, or outside of the root", message: "This is not served here.")
    package static let fileFailed = Failure(status: 500, blame: .edge, phrase: "file could not be read")
    package static let methodNotAllowed = Failure(status: 405, blame: .client, phrase: "files are only read")
    package static let preconditionFailed = Failure(status: 412, blame: .client, phrase: "precondition failed")
    package static let clientGone = Failure(status: 499, blame: .client, phrase: "client closed the connection")
    package static let clientStalled = Failure(status: 499, blame: .client, phrase: "client takes nothing")
    package static let noUpstream = Failure(
        status: 503, blame: .upstream, phrase: "no upstream takes connections", retryAfter: 5)
    package static let holdFull = Failure(
        status: 503, blame: .edge, phrase: "too many requests wait for the upstream", retryAfter: 5)
    package static func rateLimited(seconds: Int) -> Failure {
        Failure(status: 429, blame: .client, phrase: "over a rate limit", retryAfter: seconds)
    }

    package static let unauthorized = Failure(
        status: 401, blame: .client, phrase: "no log-in, or a wrong one", message: "Please log in.")
    package static let clientPasswordsWait = Failure(
        status: 429, blame: .client, phrase: "client has too many passwords in verification", retryAfter: 1)
    package static let passwordsWait = Failure(
        status: 503, blame: .edge, phrase: "too many passwords in verification", retryAfter: 2,
        message: "Too many people log in at the same time; please try again shortly.")
    package static let denied = Failure(
        status: 403, blame: .client, phrase: "client denied by its address", message: "This address may not be used from here.")
    package static let clientSocketsFull = Failure(
        status: 429, blame: .client, phrase: "client has too many WebSockets", retryAfter: 30)
    package static let socketsFull = Failure(
        status: 503, blame: .edge, phrase: "the limit of WebSockets is reached", retryAfter: 30)
    package static let draining = Failure(
        status: 503, blame: .edge, phrase: "WebSockets are being drained", retryAfter: 5)
    package static let stopping = Failure(status: 503, blame: .edge, phrase: "the edge is stopping", retryAfter: 1)
    package static let upstreamClosed = Failure(
        status: 502, blame: .upstream, phrase: "upstream closed before it answered")
    package static let upstreamReset = Failure(
        status: 502, blame: .upstream, phrase: "connection to the upstream broke before it answered")
    package static let upstreamTruncated = Failure(
        status: 502, blame: .upstream, phrase: "upstream closed in the middle of its answer")
    package static let upstreamTimeout = Failure(
        status: 504, blame: .upstream, phrase: "upstream did not answer in time")
    package static let upstreamHandshake = Failure(
        status: 502, blame: .upstream, phrase: "TLS handshake with the upstream failed")
    package static let unexpectedUpgrade = Failure(
        status: 502, blame: .upstream, phrase: "upstream switched protocols unasked")
    package static let handlerFailed = Failure(status: 500, blame: .edge, phrase: "handler failed")
}
