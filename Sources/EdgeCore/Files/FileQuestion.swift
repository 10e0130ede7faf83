/// What a walk has to know of the file system before it can go on.
protocol FileQuestion: Sendable {
    /// `nil` where a disk would be waited for, and only with `cached`.
    func answer(cached: Bool) -> Int?
}
