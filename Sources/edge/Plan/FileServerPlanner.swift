internal import EdgeCore
internal import Edgefile

/// Turns `file_server` into a file server.
struct FileServerPlanner {
    let templates: TemplatePlanner

    /// The configuration itself is nobody's business.
    private static let hidden = ["Edgefile", "Caddyfile"]

    func server(_ settings: Edgefile.FileServer) -> EdgeCore.FileServer {
        report(settings)
        var server = EdgeCore.FileServer(root: settings.root.map(templates.template))
        if !settings.index.isEmpty { server.index = settings.index.map(\.value) }
        server.hidden = Self.hidden + settings.hide.map(\.value)
        server.precompressed = settings.precompressed.map { format in
            switch format.value {
            case .gzip: .gzip
            case .brotli: .brotli
            case .zstd: .zstd
            }
        }
        server.status = settings.status?.value
        server.redirectsFolders = settings.disableCanonicalURIs?.value != true
        server.passesOn = settings.passThru?.value == true
        server.listsFolders = settings.browse?.value == true
        return server
    }

    private func report(_ settings: Edgefile.FileServer) {
        for name in settings.hide where name.value.contains("/") {
            templates.findings.error(
                at: name.location, "`hide` takes names, not paths", help: "write `respond /path/* 404` for a path")
        }
    }
}
