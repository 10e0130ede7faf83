/// What became of one trust store.
public struct TrustResult: Sendable, Hashable, CustomStringConvertible {
    /// How it went.
    public enum Outcome: Sendable, Hashable {
        /// Changed just now.
        case done
        /// It was so already.
        case unchanged
        /// A dry run: what would be done.
        case planned
        /// Nothing could be done; the text says what is missing.
        case missing
        /// It was tried and did not work; the text says why.
        case failed
    }

    /// Which store, in words: "the system's trust store", or the folder of a browser's.
    public let store: String
    /// How it went.
    public let outcome: Outcome
    /// What was done, would be done, or has to be done by hand, as a sentence.
    public let text: String

    public var description: String { "\(store): \(text)" }
}
