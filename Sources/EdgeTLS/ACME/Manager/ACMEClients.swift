import EdgeCore

/// One client for each CA: one account, and one place for nonces.
actor ACMEClients {
    private let storage: CertificateStorage
    private let executor: BlockingExecutor
    private var clients: [ACMEAuthority: ACMEClient] = [:]

    init(storage: CertificateStorage, executor: BlockingExecutor) {
        self.storage = storage
        self.executor = executor
    }

    /// - Throws: `CertificateError` or `TLSError` for roots that cannot be used.
    func client(for authority: ACMEAuthority) async throws -> ACMEClient {
        if let client = clients[authority] { return client }
        let http = try await executor.run {
            try ControlClient(roots: try authority.rootsFile.map { try TrustRoots.file($0) } ?? TrustRoots.system())
        }
        let client = clients[authority] ?? ACMEClient(authority, http: http, storage: storage, executor: executor)
        clients[authority] = client
        return client
    }
}
