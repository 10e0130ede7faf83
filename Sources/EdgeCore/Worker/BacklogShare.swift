/// What one holder has in its worker's backlog.
struct BacklogShare {
    private(set) var bytes = 0

    mutating func set(_ count: Int, in worker: Worker) {
        guard count != bytes else { return }
        worker.backlog.change(by: count - bytes)
        bytes = count
    }
}
