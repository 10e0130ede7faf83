/// What a walk has to know of the file system before it can go on.
protocol FileQuestion: Sendable {
    /// `nil` where a disk would have to be waited for and may not.
    func answer(_ look: FileLook) -> Int?
}
