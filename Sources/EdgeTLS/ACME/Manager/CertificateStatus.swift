/// How it stands with one certificate of a CA.
package struct CertificateStatus: Sendable, Hashable {
    package enum State: String, Sendable, Codable {
        /// There is none, and none is being ordered at this moment.
        case pending
        /// The first one is being ordered.
        case ordering
        case valid
        /// There is one, and its successor is being ordered.
        case renewing
        /// There was one.
        case expired
    }

    package var names: [String]
    /// The CA that has signed it; while there is none, the first that is asked.
    package var issuer: String
    package var state: State
    /// What proved the names the last time.
    package var challenge: String?
    /// Seconds since 1970.
    package var notAfter: Int?
    /// When something is done next: a renewal, or another attempt. `nil` before that is known.
    package var nextAttempt: Int?
    /// Why the last attempt failed; `nil` when it did not.
    package var lastError: String?
}
