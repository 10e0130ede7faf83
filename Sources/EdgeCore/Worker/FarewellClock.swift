/// Keeps farewells as far apart as they were planned when a worker is late. Turns that came due while it could not run would
/// all be taken in one go, and their sockets come back together: the very storm that their spreading is there to avoid.
///
/// The plan's time stands still while the worker does, and afterwards passes a quarter faster than the clock until it has
/// caught up.
struct FarewellClock {
    /// How far the plan is behind the clock, as of `asked`.
    private var behind = Interval(nanoseconds: 0)
    private var asked = Instant(nanoseconds: 0)

    /// Two ticks of the wheel: as late as every alarm may be.
    private static let tolerance = Interval.milliseconds(32)
    private static let catchUp: Int64 = 4

    /// The turn of a socket has come by the clock.
    ///
    /// - Returns: when to ask again, where it has not come by the plan.
    mutating func postponement(of turn: Instant, at now: Instant) -> Instant? {
        behind.nanoseconds = max(0, behind.nanoseconds - (now - asked).nanoseconds / Self.catchUp)
        asked = now
        let due = turn + behind
        guard due <= now else { return due }
        if now - due > Self.tolerance { behind.nanoseconds += (now - due - Self.tolerance).nanoseconds }
        return nil
    }
}
