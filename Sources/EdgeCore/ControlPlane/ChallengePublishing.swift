package import Logging

/// Puts answers to HTTP-01 challenges in front of every site (RFC 8555 §8.3).
package protocol ChallengePublishing: Sendable {
    /// Has every worker answer `/.well-known/acme-challenge/<token>` with these texts and no others; returns when all do.
    func publishChallenges(_ answers: [String: String]) async
}

/// Something that works beside a server for as long as that runs: the manager of its certificates. Listeners bring it along.
package protocol ServerCompanion: AnyObject, Sendable {
    /// Runs until cancelled.
    func run(beside server: any ChallengePublishing, logger: Logger) async
}
