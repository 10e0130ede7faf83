/// An account on the disk: `acme/<ca>/account.key` and `account.json`. Blocks.
struct ACMEAccountFiles: Sendable {
    struct Kept: Sendable {
        let key: PrivateKey
        /// `nil` while the CA has not told it, or has forgotten it.
        let address: String?
        let contact: String?
    }

    private struct Record: Codable {
        var address: String
        var contact: String?
    }

    private let authority: String
    private let storage: CertificateStorage

    init(authority: String, storage: CertificateStorage) {
        self.authority = authority
        self.storage = storage
    }

    /// `nil` when there is no key yet. A key that is damaged is an error, never replaced: the CA knows it.
    func load() throws -> Kept? {
        guard let pem = try storage.read(path("account.key")) else { return nil }
        let key = try PrivateKey.parse(pem: pem, path: storage.path(path("account.key")))
        let record = try storage.read(path("account.json")).flatMap { JSONText.decode(Record.self, from: $0) }
        return Kept(key: key, address: record?.address, contact: record?.contact)
    }

    func save(_ key: PrivateKey) throws { try storage.write(key.pem, to: path("account.key")) }

    func save(_ address: String, contact: String?) throws {
        try storage.write(JSONText.encode(Record(address: address, contact: contact)), to: path("account.json"))
    }

    /// Forgets where the account is; its key stays.
    func forget() throws { try storage.remove(path("account.json")) }

    /// Held while an account is opened: of two edges on one folder the second finds what the first has made. `nil` while
    /// somebody else has it.
    func tryLock() throws -> HeldLock? { try storage.tryLock("account_\(authority)") }

    private func path(_ file: String) -> String { CertificateStorage.accountPath(authority: authority, file: file) }
}
