extension Worker {
    /// Unsent bytes of one connection above which nothing more is read for it.
    package var unsentMark: Int {
        backlog.isTight(limits) ? min(limits.unsentBytes, Backlog.tightMark) : limits.unsentBytes
    }

    /// How much is read at a time.
    var pieceBytes: Int { backlog.isTight(limits) ? Backlog.tightPiece : Int.max }

    /// Resets those who hold most, if all together hold too much. Who takes what it is sent has come down to `Backlog.tightMark`
    /// long before: it is not among them.
    func relieve() {
        guard backlog.bytes > limits.workerUnsentBytes, loop.now >= backlog.nextRelief else { return }
        let goal = limits.workerUnsentBytes / 8 * 7
        let holders = openOnes.map { (bytes: $0.heldBytes, connection: $0) }.sorted { $0.bytes > $1.bytes }
        var count = 0
        for holder in holders where backlog.bytes > goal && holder.bytes > 0 {
            holder.connection.abort(reset: true)
            count += 1
        }
        if backlog.bytes > goal { backlog.nextRelief = loop.now + Self.reliefPause }
        self.note(.warning, "too much waits in memory", detail: "\(count) connections that held most of it were reset")
    }

    private static let reliefPause = Interval.milliseconds(100)
}
