import EdgeCore

/// The HTTP-01 answers of all orders at work, published to the workers as a whole.
actor HTTPChallengeBoard {
    private let server: any ChallengePublishing
    private var answers: [String: String] = [:]
    private var publishing: Task<Void, Never>?

    init(_ server: any ChallengePublishing) { self.server = server }

    /// Returns when every worker has the answer: before that a CA must not be told.
    func put(_ text: String, for token: String) async {
        answers[token] = text
        await publish()
    }

    func remove(_ token: String) async {
        answers[token] = nil
        await publish()
    }

    /// One after the other, so that an older state never follows a newer one.
    private func publish() async {
        let before = publishing
        let task = Task {
            await before?.value
            await server.publishChallenges(answers)
        }
        publishing = task
        await task.value
    }
}
