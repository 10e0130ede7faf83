import EdgeCore

/// A program that makes and removes TXT records, called as lego's `exec` provider calls it:
/// `hook present|cleanup _acme-challenge.example.com. VALUE`.
public struct DNSHook: Sendable, Hashable {
    /// The program.
    public var path: String
    /// Put in front of `present` or `cleanup`.
    public var arguments: [String]
    /// Waited between the record and the CA's look at it. In seconds.
    public var propagationSeconds: Int

    /// A program, called for each record.
    public init(path: String, arguments: [String] = [], propagationSeconds: Int = 0) {
        self.path = path
        self.arguments = arguments
        self.propagationSeconds = propagationSeconds
    }

    enum Action: String { case present, cleanup }

    /// Runs the program to its end; blocks, up to a minute.
    ///
    /// - Throws: `ACMEError` with what the program said.
    func run(_ action: Action, name: String, value: String) throws {
        let environment = HookEnvironment.variables
        let process = ChildProcess(path: HookEnvironment.searchPath, environment: environment)
        let record = "_acme-challenge.\(name.hasPrefix("*.") ? String(name.dropFirst(2)) : name)."
        let outcome = process.run(path, arguments + [action.rawValue, record, value])
        guard !outcome.succeeded else { return }
        let said = LogText.escaped(outcome.output, limit: 512)
        throw ACMEError("the DNS hook \(path) \(action.rawValue) ended with \(outcome.status): \(said)")
    }
}
