/// A server was asked for something that it cannot do now: it runs once, and is given configurations while it runs.
public struct ServerStateError: Error, Sendable, Hashable, CustomStringConvertible {
    private enum Code { case notRunning, runBefore }
    private let code: Code

    private init(_ code: Code) { self.code = code }

    /// It does not serve: not yet, or no more.
    public static let notRunning = ServerStateError(.notRunning)
    /// It has been run before. Make another one.
    public static let runBefore = ServerStateError(.runBefore)

    /// What is wrong, in a sentence.
    public var description: String {
        switch code {
        case .notRunning: "the server does not run"
        case .runBefore: "this server has been run before; a server runs once"
        }
    }
}
