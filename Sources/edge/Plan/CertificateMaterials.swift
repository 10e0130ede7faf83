internal import EdgeCore
internal import EdgeTLS
import Glibc
internal import Synchronization

/// What certificates are made of, kept for the life of the process: parsed pairs, the local authority, ticket keys.
final class CertificateMaterials: Sendable {
    let ticketKeys = SessionTicketKeys()
    /// What certbot and acme.sh have obtained.
    let foreign: ForeignCertificates
    /// For files that are read while requests wait.
    let executor = BlockingExecutor()
    let dataFolder: String
    private let cache = CredentialCache()
    private let opened = Mutex<LocalAuthority?>(nil)
    private let files = Mutex<[FilePair: WatchedFile]>([:])
    /// Obtains certificates of CAs and keeps them.
    let manager: CertificateManager

    private struct FilePair: Hashable {
        let certificate: String
        let key: String
    }

    /// Lives as long as a table shows it.
    private struct WatchedFile {
        weak var credential: FileCredential?
    }

    init(dataFolder: String, environment: Environment = .process) {
        self.dataFolder = dataFolder
        manager = CertificateManager(folder: dataFolder)
        foreign = ForeignCertificates(home: environment["HOME"] ?? "/root", dataFolder: dataFolder)
    }

    /// The pair in these files, as it is now; followed from now on.
    ///
    /// - Throws: `CertificateError`.
    func load(certificate: String, key: String) throws -> FileCredential {
        let pair = FilePair(certificate: certificate, key: key)
        if let known = files.withLock({ $0[pair]?.credential }) {
            try known.load()
            return known
        }
        let loaded = try FileCredential(certificateFile: certificate, keyFile: key, cache: cache)
        files.withLock { files in
            files = files.filter { $0.value.credential != nil }
            files[pair] = WatchedFile(credential: loaded)
        }
        return loaded
    }

    /// The pairs that running configurations show.
    var watchedFiles: [FileCredential] { files.withLock { $0.values.compactMap(\.credential) } }

    /// What is shown of these files, where a running configuration shows them.
    func watched(_ pair: ForeignCertificates.Files) -> FileCredential? {
        files.withLock { $0[FilePair(certificate: pair.certificate, key: pair.key)]?.credential }
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
