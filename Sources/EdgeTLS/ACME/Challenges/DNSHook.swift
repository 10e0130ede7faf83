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
    /// The record to make, where `_acme-challenge` is an alias (CNAME) of one in another zone; `nil` for that itself.
    public var record: String?
    /// Addresses of name servers, with or without a port, that have to show the record before the CA is asked to look. Empty,
    /// with `propagationTimeout`, for the system's.
    public var resolvers: [String] = []
    /// How long they are waited for, in seconds. Where it is `nil` and no resolver is named, nothing is looked at.
    public var propagationTimeout: Int?

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
        let record = record ?? Self.record(of: name)
        let outcome = process.run(path, arguments + [action.rawValue, record.hasSuffix(".") ? record : record + ".", value])
        guard !outcome.succeeded else { return }
        let said = LogText.escaped(outcome.output, limit: 512)
        throw ACMEError("the DNS hook \(path) \(action.rawValue) ended with \(outcome.status): \(said)")
    }

    /// Where the CA looks (RFC 8555 §8.4).
    static func record(of name: String) -> String { "_acme-challenge.\(name.hasPrefix("*.") ? String(name.dropFirst(2)) : name)" }

    /// How long the record is waited for where resolvers are named and no time is, in seconds.
    private static let usualPatience = 120

    /// `nil` where the CA is asked at once.
    ///
    /// - Throws: `ACMEError` where there is no server to ask.
    func look(on executor: BlockingExecutor) throws -> TextRecordLook? {
        guard !resolvers.isEmpty || propagationTimeout != nil else { return nil }
        let servers = resolvers.isEmpty ? [NameServer.system].compactMap(\.self) : resolvers.compactMap(NameServer.init)
        guard !servers.isEmpty else {
            throw ACMEError("no name server is known that could show the TXT record: name one with resolvers", challenge: .dns)
        }
        return TextRecordLook(servers: servers, patience: propagationTimeout ?? Self.usualPatience, executor: executor)
    }
}
