/// The clock of a peer that has not taken everything it was sent. Sampled, because a peer's progress inside the kernel makes no
/// events: at each deadline the bytes that it has acknowledged so far are looked up.
struct TakingClock {
    private var windowStart = Instant.never
    private var lastProgress = Instant.never
    private var delivered = 0

    /// Starts when bytes begin to wait.
    mutating func start(delivered: Int, at now: Instant) {
        windowStart = now
        lastProgress = now
        self.delivered = delivered
    }

    func deadline(_ terms: PaceClock.Terms) -> Instant { min(lastProgress + terms.silence, windowStart + terms.window) }

    /// - Parameter delivered: bytes that the peer has acknowledged since the connection was opened.
    mutating func judge(delivered: Int, at now: Instant, _ terms: PaceClock.Terms) -> PaceClock.Verdict {
        let taken = delivered - self.delivered
        if taken > 0 {
            if now >= windowStart + terms.window, taken < terms.windowBytes { return .tooSlow }
            lastProgress = now
            self.delivered = delivered
        } else if now >= lastProgress + terms.silence {
            return .silent
        }
        windowStart = now
        return .fine(until: deadline(terms))
    }
}
