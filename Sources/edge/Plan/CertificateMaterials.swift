internal import EdgeTLS
import Glibc
internal import Synchronization

/// What certificates are made of, kept for the life of the process: parsed pairs, the local authority, ticket keys.
final class CertificateMaterials: Sendable {
    let ticketKeys = SessionTicketKeys()
    let home: String
    private let dataFolder: String
    private let cache = CredentialCache()
    private let opened = Mutex<LocalAuthority?>(nil)

    init(dataFolder: String, environment: Environment = .process) {
        self.dataFolder = dataFolder
        home = environment["HOME"] ?? "/root"
    }

    /// - Throws: `CertificateError`.
    func load(certificate: String, key: String) throws -> Credential {
        try cache.load(certificateFile: certificate, keyFile: key)
    }

    /// The local authority; read, or made, when it is first needed.
    ///
    /// - Throws: `StorageError` or `CertificateError`.
    func authority() throws -> LocalAuthority {
        try opened.withLock { opened in
            if let opened { return opened }
            let storage = try CertificateStorage(root: dataFolder)
            let authority = try LocalAuthority(storage: storage, host: HostName.current)
            opened = authority
            return authority
        }
    }

    /// Makes the folder for keys and certificates, where the control socket is too unless it has a place of its own.
    ///
    /// - Throws: `StorageError`.
    func makeDataFolder() throws { _ = try CertificateStorage(root: dataFolder) }

    /// Whether the local authority has been made already.
    static func hasAuthority(in dataFolder: String) -> Bool { unsafe access("\(dataFolder)/pki/local/root.crt", F_OK) == 0 }

    /// Renews what leaves are signed with, once a day: leaves themselves are renewed when they are asked for.
    func keepFresh() async {
        while (try? await Task.sleep(for: .seconds(86_400), tolerance: .seconds(600))) != nil {
            try? opened.withLock { try $0?.renewIntermediate() }
        }
    }
}
