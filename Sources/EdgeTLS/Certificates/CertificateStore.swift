internal import Synchronization

/// The certificate table in use, swapped while the server runs: new handshakes see the new one, nothing is restarted,
/// no connection is dropped.
public final class CertificateStore: Sendable {
    private let table: Mutex<CertificateTable>

    /// A store with a table to begin with.
    public init(_ table: CertificateTable = CertificateTable()) { self.table = Mutex(table) }

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
