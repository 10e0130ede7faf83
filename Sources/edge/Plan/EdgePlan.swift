internal import EdgeCore
internal import EdgeTLS
internal import Edgefile

/// What is to be served: the server's configuration, and the same for people.
struct EdgePlan: Sendable {
    /// One address of one site, as it is served.
    struct Entry: Sendable {
        /// `https://chat.example.com`, with the port where it is not the scheme's own.
        var url: String
        /// `localhost:8080`, or what else answers.
        var target: String
        /// Where the certificate comes from; `nil` for plain HTTP.
        var certificate: String?
        /// The folder of another ACME client's answers.
        var acmeWebroot: String?
    }

    var server: EdgeServer.Configuration
    var entries: [Entry]
    var warnings: [Diagnostic]
    /// Certificates that are to be kept fresh while this is served.
    var managed: [ManagedCertificate]
    /// The certificates of each encrypted listener.
    var certificates: [CertificateStore] = []
    /// Where the certificate of each encrypted name comes from.
    var origins: [CertificateOrigin] = []
    /// The files that it was read from.
    var files: [String] = []
    /// Who the process is to be, if that is settled.
    var user: String?
    /// Where metrics are served, if anywhere.
    var metrics: ListenAddress?
}

extension EdgePlan {
    /// Has the server answer with its own numbers where the configuration asks for that.
    mutating func addMetrics(_ text: MetricsText) {
        guard let metrics else { return }
        server.listeners.append(Listener(on: metrics))
        server.sites.append(text.site(on: metrics))
    }
}

/// What the command line says instead of the file.
struct Overrides: Sendable {
    var httpPort: Int?
    var httpsPort: Int?
    var workers: Int?
    /// Every certificate from the local authority.
    var usesLocalCertificates = false
}

/// What a planner finds, in the order of its work.
final class Findings {
    private let sources: SourceMap
    private(set) var errors: [Diagnostic] = []
    private(set) var warnings: [Diagnostic] = []

    init(sources: SourceMap) { self.sources = sources }

    func error(
        at location: SourceLocation, _ message: String, help: String? = nil,
        notes: [(message: String, location: SourceLocation)] = []
    ) {
        errors.append(sources.diagnostic(.error, at: location, message, help: help, notes: notes))
    }

    func warn(at location: SourceLocation, _ message: String, help: String? = nil) {
        warnings.append(sources.diagnostic(.warning, at: location, message, help: help))
    }

    /// The word is known, the feature is not there.
    func notYet(_ name: String, at location: SourceLocation) {
        error(at: location, "`\(name)` is not in this version yet")
    }
}
