/// Everything that is changed on a request's way up, and the rule for each change.
enum RequestForwarding {
    static func prepare(_ request: RequestHead, for record: ExchangeRecord) {
        request.asksForUpgrade = request.asksForUpgrade && upgradeGoesOn(request.fields)
        change(
            &request.fields, authority: request.authorityRange, expectsContinue: request.expectsContinue, for: record)
    }

    /// Any upgrade but those to another version or wrapping of HTTP itself, which would let a client speak past us (h2c
    /// smuggling).
    private static func upgradeGoesOn(_ fields: borrowing FieldSection) -> Bool {
        guard fields.first(.upgrade) != nil else { return false }
        for refused: StaticString in ["h2c", "http", "tls"]
        where fields.list(.upgrade, hasElementBeginningWith: refused) {
            return false
        }
        return true
    }

    private static func change(
        _ fields: inout FieldSection, authority: Range<Int>, expectsContinue: Bool, for record: ExchangeRecord
    ) {
        let keepsForwardedHost = record.isFromTrustedProxy && fields.first(.xForwardedHost) != nil
        dropLines(of: &fields, keepsForwardedHost: keepsForwardedHost, expectsContinue: expectsContinue)
        // Host as the client sent it; from an absolute target, that one's authority (RFC 9112 §3.2.2).
        fields.append("Host", .host, valueAt: authority)
        appendForwarding(to: &fields, authority: keepsForwardedHost ? nil : authority, for: record)
    }

    /// Hop-by-hop fields stay (RFC 9110 §7.6.1), and so does every claim about the client: ours are set below.
    private static func dropLines(of fields: inout FieldSection, keepsForwardedHost: Bool, expectsContinue: Bool) {
        let hasConnection = fields.first(.connection) != nil
        for index in 0..<fields.count {
            let line = fields.lines[index]
            switch line.name {
            case .host, .xForwardedFor, .xForwardedProto, .xRealIP, .cfConnectingIP, .clientAddressClaim:
                fields.drop(at: index)
            case .xForwardedHost:
                if !keepsForwardedHost { fields.drop(at: index) }
            case .expect:
                // Passed on: the upstream decides whether it wants the body (RFC 9110 §10.1.1).
                if !expectsContinue { fields.drop(at: index) }
            default:
                if line.name.isHopByHop || hasConnection && isNominated(line, in: fields) { fields.drop(at: index) }
            }
        }
    }

    /// Content-Length frames the body and Host routes it: nominating them is an attack, not a wish.
    private static func isNominated(_ line: FieldLine, in fields: borrowing FieldSection) -> Bool {
        line.name != .contentLength && fields.isNominated(line)
    }

    private static func appendForwarding(
        to fields: inout FieldSection, authority: Range<Int>?, for record: ExchangeRecord
    ) {
        fields.append("X-Forwarded-For", .xForwardedFor) { record.client.appendHost(to: &$0) }
        if let line = fields.lines.last {
            fields.append("X-Real-IP", .xRealIP, valueAt: Int(line.valueStart)..<Int(line.valueStart + line.valueLength))
        }
        fields.append("X-Forwarded-Proto", .xForwardedProto) { $0.append(record.isSecure ? "https" : "http") }
        if let authority { fields.append("X-Forwarded-Host", .xForwardedHost, valueAt: authority) }
    }
}
