/// What a directive does.
public indirect enum DirectiveAction: Sendable, Equatable {
    case reverseProxy(ReverseProxy)
    case respond(Respond)
    case redirect(Redirect)
    case rewrite(Template)
    case uri(URIOperation)
    /// Changes the request's method.
    case method(String)
    /// Of the answer.
    case header([HeaderEdit])
    case requestHeader([HeaderEdit])
    case encode(Encode)
    case root(Template)
    case fileServer(FileServer)
    case tryFiles(TryFiles)
    case basicAuth(BasicAuth)
    case error(ErrorResponse)
    /// Ends the connection without an answer.
    case abort
    case requestBody(RequestBody)
    case rateLimit(RateLimit)
    case access(AccessRule)
    /// No line in the access log.
    case logSkip
    /// Of several that fit at one level only the first.
    case handle([Directive])
    /// `handle` that takes the prefix off.
    case handlePath([Directive], prefix: String)
    /// In the order of the file.
    case route([Directive])
}
