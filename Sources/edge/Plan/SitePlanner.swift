internal import EdgeCore
internal import Edgefile

/// Turns one site of the file into sites of the server: one for each address, as each may be listened on elsewhere.
struct SitePlanner {
    private let planner: Planner
    private let definition: SiteDefinition

    init(_ planner: Planner, _ definition: SiteDefinition) {
        self.planner = planner
        self.definition = definition
    }

    func sites(on listeners: ListenerPlan) -> [Site] {
        let routes = routes()
        let errorRoutes = RoutePlanner(planner, answersFailures: true).errorRoutes(definition.errorRoutes)
        return definition.addresses.map { address in
            let places = listeners.add(address, of: definition, target: target)
            var site = Site(
                [address.siteName], on: places, routes: routes, bodyBytes: definition.maxBody?.value,
                isLogged: !definition.logs.isEmpty)
            site.errorRoutes = errorRoutes
            site.uploads = uploads
            return site
        }
    }

    /// A site's own places; otherwise those that all sites share.
    private var uploads: UploadLimit? {
        let shared = planner.document.options.maxUploads
        guard let settings = definition.maxUploads ?? shared else { return nil }
        let name = definition.maxUploads.map { _ in definition.addresses[0].description } ?? ""
        return UploadLimit(settings.count, over: settings.over?.value ?? UploadLimit(1).over, name: name)
    }

    /// What answers, in few words.
    private var target: String {
        let words = Self.targets(definition.directives)
        return words.isEmpty ? "nothing" : words.joined(separator: "; ")
    }

    private static func targets(_ directives: [Directive]) -> [String] {
        directives.flatMap { directive -> [String] in
            let place = directive.matcher?.name.map { "@\($0) " } ?? directive.matcher?.singlePath.map { "\($0) " } ?? ""
            switch directive.action {
            case .reverseProxy(let proxy): return [place + proxy.upstreams.map(\.text).joined(separator: ", ")]
            case .respond(let answer): return ["\(place)respond \(answer.status?.value ?? 200)"]
            case .redirect(let redirect): return ["\(place)redir \(redirect.target.text)"]
            case .error(let error): return ["\(place)error \(error.status?.value ?? 500)"]
            case .abort: return ["\(place)abort"]
            case .fileServer: return ["\(place)file_server"]
            case .handle(let inner), .handlePath(let inner, _), .route(let inner):
                return targets(inner).map { place + $0 }
            default: return []
            }
        }
    }

    private func routes() -> [Route] {
        if Self.targets(definition.directives).isEmpty, planner.findings.errors.isEmpty {
            planner.findings.error(
                at: definition.location, "this site does nothing",
                help: "write `\(definition.addresses[0]) -> localhost:8080`, or a reverse_proxy into its block")
        }
        return RoutePlanner(planner).routes(definition.directives)
    }
}
