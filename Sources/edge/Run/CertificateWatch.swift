internal import EdgeCore
internal import EdgeTLS
internal import Logging

/// Follows certificate files that other programs renew, so that new handshakes see new ones without a reload.
struct CertificateWatch {
    private let materials: CertificateMaterials
    private let executor: BlockingExecutor
    private let logger: Logger

    /// How often the files are looked at. Two `stat` calls for each pair; inotify would need a watch on every folder and link
    /// on the way, and is blind on network file systems.
    private static let interval = Duration.seconds(2)

    init(_ materials: CertificateMaterials, executor: BlockingExecutor, logger: Logger) {
        self.materials = materials
        self.executor = executor
        self.logger = logger
    }

    /// Until cancelled.
    func run() async {
        while (try? await Task.sleep(for: Self.interval, tolerance: .milliseconds(500))) != nil {
            let files = materials.watchedFiles
            guard !files.isEmpty else { continue }
            try? await executor.run { for file in files { tell(file.refresh(), of: file) } }
        }
    }

    private func tell(_ outcome: FileCredential.Outcome, of file: FileCredential) {
        switch outcome {
        case .unchanged: break
        case .renewed(let info):
            logger.notice(
                "a new certificate is shown: its files have changed",
                metadata: [
                    "certificate": "\(file.certificateFile)",
                    "names": "\((info.dnsNames + info.ipAddresses).joined(separator: ", "))",
                    "expires": "\(UTCText.format(info.notAfter))",
                ])
        case .unusable(let error):
            logger.error(
                "the old certificate stays: its new files cannot be used",
                metadata: ["certificate": "\(file.certificateFile)", "reason": "\(error)"])
        }
    }
}
