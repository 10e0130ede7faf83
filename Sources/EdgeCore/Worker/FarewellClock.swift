/// Keeps farewells as far apart as they were planned when a worker is late. Turns that came due while it could not run would
/// all be taken in one go, and their sockets come back together: the very storm that their spreading is there to avoid. The
/// plan's time stands still while the worker does.
struct FarewellClock {
    /// How far the plan is behind the clock.
    private var behind = Interval(nanoseconds: 0)
    private var asked = Instant(nanoseconds: 0)

    /// As late as turns may be without a delay of those that follow: what comes due in a quarter of a second may go together.
    private static let tolerance = Interval.milliseconds(250)
    /// After so long a time without farewells a plan is another one.
    private static let memory = Interval.seconds(30)

    /// The turn of a socket has come by the clock.
    ///
    /// - Returns: when to ask again, where it has not come by the plan.
    mutating func postponement(of turn: Instant, at now: Instant) -> Instant? {
        if now - asked > Self.memory { behind = Interval(nanoseconds: 0) }
        asked = now
        let due = turn + behind
        guard due <= now else { return due }
        let late = now - due
        if late > Self.tolerance { behind.nanoseconds += (late - Self.tolerance).nanoseconds }
        return nil
    }
}
