/// How many lines a flood of requests leaves in the access log. What is left out is counted, and told among the events.
///
/// Answers that are failures of a server (5xx) are counted apart, so that no flood of others hides them.
public struct LogSampling: Sendable, Hashable {
    /// What `first` and `thereafter` are counted in.
    public var interval: Duration
    /// So many lines are all written.
    public var first: Int
    /// Of those that follow every so manieth is; 0 for none.
    public var thereafter: Int

    /// A hundred lines a second, and every hundredth of those beyond, unless said otherwise.
    public init(interval: Duration = .seconds(1), first: Int = 100, thereafter: Int = 100) {
        self.interval = interval
        self.first = first
        self.thereafter = thereafter
    }
}
