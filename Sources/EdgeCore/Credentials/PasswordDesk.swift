/// A worker's questions about passwords: asked on threads that stand back behind all others, each only once at a time, and no
/// more of them than can be answered soon.
final class PasswordDesk {
    /// Questions of one worker that wait for their answer.
    private static let waitingLimit = 32
    /// And of one client, whose right password may stand behind its wrong ones.
    private static let clientLimit = 4

    private struct Entry {
        var client: ClientKey
        var waiting: [(Bool) -> Void]
    }

    var memory = LoginMemory()
    private let handle: WorkerHandle
    private let executor: BlockingExecutor
    private var entries: [[UInt8]: Entry] = [:]

    init(handle: WorkerHandle, executor: BlockingExecutor) {
        self.handle = handle
        self.executor = executor
    }

    /// Why the question cannot be asked now.
    func objection(to question: PasswordQuestion, from client: SocketAddress) -> Failure? {
        guard entries[question.digest] == nil else { return nil }
        guard entries.count < Self.waitingLimit else { return .passwordsWait }
        let key = ClientKey(client)
        return entries.values.count { $0.client == key } < Self.clientLimit ? nil : .clientPasswordsWait
    }

    func ask(_ question: PasswordQuestion, from client: SocketAddress, _ completion: @escaping (Bool) -> Void) {
        if entries[question.digest] != nil {
            entries[question.digest]?.waiting.append(completion)
            return
        }
        entries[question.digest] = Entry(client: ClientKey(client), waiting: [completion])
        executor.submit { [handle] in
            WorkerThread.standBack()
            let answer = question.answer
            handle.post { $0.passwords.answered(question.digest, answer) }
        }
    }

    private func answered(_ digest: [UInt8], _ answer: Bool) {
        if answer { memory.insert(digest) }
        for completion in entries.removeValue(forKey: digest)?.waiting ?? [] { completion(answer) }
    }
}
