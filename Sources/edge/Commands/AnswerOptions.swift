internal import ArgumentParser

/// How a command that only does something says what came of it.
struct AnswerOptions: ParsableArguments {
    @Flag(name: .long, help: "JSON for programs: a message, or an error.")
    var json = false

    /// Asks and tells; an error is exit code 1.
    func tell(_ ask: () throws -> ControlMessage) throws {
        do {
            let answer = try ask()
            print(json ? try ControlCoding.line(answer) : answer.message)
        } catch {
            if json { print(try ControlCoding.line(ControlReply<ControlMessage>(error: "\(error)"))) }
            else { Terminal.error("\(error)") }
            throw ExitStatus.cannotStart
        }
    }
}
