/// A step on a request's way: something that is done where conditions hold. Steps that answer end the way; the others
/// change the request, or what will be done with its answer, and the next route follows.
public struct Route: Sendable {
    /// All have to hold; none for every request.
    public var conditions: [RouteCondition]
    /// What is done.
    public var action: Action

    /// A step for the requests for which all conditions hold.
    public init(_ action: Action, when conditions: [RouteCondition] = []) {
        self.action = action
        self.conditions = conditions
    }

    /// A step for paths below one.
    ///
    /// - Parameters:
    ///   - action: what is done with them.
    ///   - pathPrefix: what the path has to begin with; `/api` fits `/api` and `/api/x`, not `/apix`.
    public init(_ action: Action, pathPrefix: String?) {
        self.init(action, when: pathPrefix.map { [.pathPrefix($0)] } ?? [])
    }

    /// What a step does.
    public enum Action: Sendable {
        /// Forward to one of these upstreams.
        case proxy(UpstreamGroup)
        /// Answer with this status and text. Without a status: 200, or that of the failure that is answered.
        case respond(status: Int?, body: Template, contentType: String = "text/plain; charset=utf-8", closes: Bool = false)
        /// Answer with a redirect to this location.
        case redirect(status: Int, location: Template)
        /// 308 to the same host and path over HTTPS on this port.
        case redirectToHTTPS(port: Int)
        /// Let code in this process answer.
        case handle(RequestHandler)
        /// Answer with a file.
        case files(FileServer)
        /// Fail on purpose: `Site.errorRoutes` may answer. Without a message: the edge's own words.
        case fail(status: Int, message: Template?)
        /// End the connection (HTTP/2: the stream) without an answer.
        case abort

        /// Replace the target. Without a `?` in it the query stays.
        case rewrite(Template)
        /// Change the target.
        case editTarget(TargetEdit)
        /// Replace the method.
        case setMethod(String)
        /// Change the fields of the request towards the upstream.
        case editRequest([FieldEdit])
        /// Change the fields of the answer, whoever gives it.
        case editResponse([FieldEdit])
        /// Bytes of a request body, where they differ from the site's.
        case limitBody(Int)
        /// No line in the access log.
        case skipLog
        /// The folder below which files are looked for; of several routes of this kind only the first that fits.
        case setRoot(Template)
        /// The first of these paths that is a file below the root (with a slash at its end, a folder) becomes the target. Where
        /// none is: this failure, or nothing.
        case tryFiles([Template], otherwise: Int?)
        /// Compress the answer, whoever gives it.
        case compress(Compression)
        /// Count the request, by client or by what the template gives; beyond the limit 429.
        case limitRate(RateLimit, by: Template? = nil)
        /// Let the client through, or answer 403.
        case access(AccessRule)
        /// Let through who logs in, or answer 401.
        case authenticate(BasicAuthentication)

        /// Go through these, then on with what follows.
        case routes([Route])
        /// The same, but of all routes of this kind in one list only the first whose conditions hold.
        case oneOf([Route])
    }
}
