/// Bytes that a worker keeps for others, in all: what peers have not taken, bodies and heads of requests that wait, and what came
/// too early to be used. It decides how much of that one of them may leave lying.
///
/// Ten thousand who take nothing, or send to an upstream that takes nothing, would hold more than a gigabyte if each were treated
/// like the only one.
struct Backlog {
    private(set) var bytes = 0
    /// Not before this time are peers reset again, where it did not help, so that the search for them stays rare.
    var nextRelief = Instant(nanoseconds: 0)

    /// What one connection may have unsent, and how much is read at a time, while much waits in all: a TLS record with the frame
    /// around it fits into a buffer of 16 KiB.
    static let tightMark = 8 * 1024
    static let tightPiece = 15 * 1024

    mutating func change(by count: Int) { bytes += count }

    func isTight(_ limits: Limits) -> Bool { bytes > limits.workerUnsentBytes / 4 }
}
