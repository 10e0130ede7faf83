internal import Synchronization

/// The certificate table in use, swapped while the server runs: new handshakes see the new one, nothing is restarted,
/// no connection is dropped.
public final class CertificateStore: Sendable {
    private let table: Mutex<CertificateTable>
    /// Asked before the table by clients that offer `acme-tls/1`.
    public let challenges: ChallengeCredentials

    /// A store with a table to begin with.
    ///
    /// - Parameters:
    ///   - table: what is shown to begin with.
    ///   - challenges: share one object between the listeners of a process and across reloads.
    public init(
        _ table: CertificateTable = CertificateTable(), challenges: ChallengeCredentials = ChallengeCredentials()
    ) {
        self.table = Mutex(table)
        self.challenges = challenges
    }

    /// The table as it is now. The lock is taken once a handshake, never on the path of a request.
    public var current: CertificateTable { table.withLock { $0 } }

    /// Puts another table in place.
    public func replace(_ table: CertificateTable) { self.table.withLock { $0 = table } }

    /// Changes the table in place, with nobody in between.
    public func update(_ body: (inout CertificateTable) -> Void) {
        table.withLock { table in
            var copy = table
            body(&copy)
            table = copy
        }
    }
}
