/// Everything that is changed on a request's way up, and the rule for each change.
enum RequestForwarding {
    static func prepare(_ request: RequestHead, for record: ExchangeRecord) {
        let keepsForwardedHost = record.isFromTrustedProxy && request.fields.first(.xForwardedHost) != nil
        let upgrade = upgradeLine(request)
        dropLines(of: request, keepForwardedHost: keepsForwardedHost)
        if upgrade == nil { request.asksForUpgrade = false }
        appendHost(to: request)
        appendForwarding(to: request, for: record, keepsForwardedHost: keepsForwardedHost)
    }

    /// The upgrade that goes on: any but those to another version or wrapping of HTTP itself, which would let a client speak
    /// past us (h2c smuggling).
    private static func upgradeLine(_ request: RequestHead) -> FieldLine? {
        guard request.asksForUpgrade, let line = request.fields.first(.upgrade) else { return nil }
        for refused: StaticString in ["h2c", "http", "tls"]
        where request.fields.list(.upgrade, hasElementBeginningWith: refused) {
            return nil
        }
        return line
    }

    /// Hop-by-hop fields stay (RFC 9110 §7.6.1), and so does every claim about the client: ours are set below.
    private static func dropLines(of request: RequestHead, keepForwardedHost: Bool) {
        let hasConnection = request.fields.first(.connection) != nil
        for index in 0..<request.fields.count {
            let line = request.fields.lines[index]
            switch line.name {
            case .host, .xForwardedFor, .xForwardedProto, .xRealIP, .cfConnectingIP, .clientAddressClaim:
                request.fields.drop(at: index)
            case .xForwardedHost:
                if !keepForwardedHost { request.fields.drop(at: index) }
            case .expect:
                // Passed on: the upstream decides whether it wants the body (RFC 9110 §10.1.1).
                if !request.expectsContinue { request.fields.drop(at: index) }
            default:
                if line.name.isHopByHop || hasConnection && isNominated(line, in: request) {
                    request.fields.drop(at: index)
                }
            }
        }
    }

    /// Content-Length frames the body and Host routes it: nominating them is an attack, not a wish.
    private static func isNominated(_ line: FieldLine, in request: RequestHead) -> Bool {
        line.name != .contentLength && request.fields.isNominated(line)
    }

    /// Host as the client sent it; from an absolute target, that one's authority (RFC 9112 §3.2.2).
    private static func appendHost(to request: RequestHead) {
        let authority = request.fields.bytes(in: request.authorityRange).array
        request.fields.append(name: hostName.span, value: authority.span)
    }

    private static func appendForwarding(to request: RequestHead, for record: ExchangeRecord, keepsForwardedHost: Bool) {
        let client = Array(record.client.host.utf8)
        request.fields.append(name: forwardedForName.span, value: client.span)
        request.fields.append(name: realIPName.span, value: client.span)
        let scheme = record.isSecure ? https : http
        request.fields.append(name: forwardedProtoName.span, value: scheme.span)
        if !keepsForwardedHost {
            let authority = request.fields.bytes(in: request.authorityRange).array
            request.fields.append(name: forwardedHostName.span, value: authority.span)
        }
    }

    private static let hostName = Array("Host".utf8)
    private static let forwardedForName = Array("X-Forwarded-For".utf8)
    private static let realIPName = Array("X-Real-IP".utf8)
    private static let forwardedProtoName = Array("X-Forwarded-Proto".utf8)
    private static let forwardedHostName = Array("X-Forwarded-Host".utf8)
    private static let https = Array("https".utf8)
    private static let http = Array("http".utf8)
}
