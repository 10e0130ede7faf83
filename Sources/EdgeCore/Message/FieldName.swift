/// The field names that the edge acts on. Every other name is `other` and passes through.
package enum FieldName: UInt8, Sendable {
    case other
    // How a message is framed and routed.
    case host, contentLength, transferEncoding, expect, date, cookie
    // Hop-by-hop (RFC 9110 §7.6.1).
    case connection, keepAlive, proxyConnection, te, trailer, upgrade, http2Settings
    /// No field at all; backends that map fields to variables (RFC 3875 §4.1.18) take it for HTTP_PROXY (CVE-2016-5385).
    case proxy
    // What we say of the client, and what a trusted peer may say.
    case xForwardedFor, xForwardedProto, xForwardedHost, xRealIP
    /// Claims a client address in another way; see `ClientAddressFields`.
    case clientAddressClaim
    /// Cloudflare's claim, believed from Cloudflare's own ranges only.
    case cfConnectingIP
    // What local decisions look at.
    case accept, acceptEncoding, authorization, contentEncoding, contentType, userAgent, retryAfter, server, via
    case secWebSocketKey, secWebSocketAccept, secWebSocketVersion

    /// Recognises a name in any case. Length first: one comparison for most names, none for most unknown ones.
    package init(_ bytes: Span<UInt8>) {
        self = Self.lookUp(bytes)
    }

    private static func lookUp(_ bytes: Span<UInt8>) -> FieldName {
        let known: FieldName =
            switch bytes.count {
            case 2: match(bytes, "te", .te)
            case 3: match(bytes, "via", .via)
            case 4: match(bytes, "host", .host, or: "date", .date)
            case 5: match(bytes, "proxy", .proxy)
            case 6: match(bytes, "cookie", .cookie, or: "expect", .expect, or: "accept", .accept, or: "server", .server)
            case 7: match(bytes, "upgrade", .upgrade, or: "trailer", .trailer)
            case 9: match(bytes, "x-real-ip", .xRealIP)
            case 10:
                match(bytes, "connection", .connection, or: "user-agent", .userAgent, or: "keep-alive", .keepAlive)
            case 11: match(bytes, "retry-after", .retryAfter)
            case 12: match(bytes, "content-type", .contentType)
            case 13: match(bytes, "authorization", .authorization)
            case 14: match(bytes, "content-length", .contentLength, or: "http2-settings", .http2Settings)
            case 15:
                match(
                    bytes, "accept-encoding", .acceptEncoding, or: "x-forwarded-for", .xForwardedFor)
            case 16:
                match(
                    bytes, "content-encoding", .contentEncoding, or: "x-forwarded-host", .xForwardedHost,
                    or: "proxy-connection", .proxyConnection, or: "cf-connecting-ip", .cfConnectingIP)
            case 17:
                match(
                    bytes, "x-forwarded-proto", .xForwardedProto, or: "transfer-encoding", .transferEncoding,
                    or: "sec-websocket-key", .secWebSocketKey)
            case 20: match(bytes, "sec-websocket-accept", .secWebSocketAccept)
            case 21: match(bytes, "sec-websocket-version", .secWebSocketVersion)
            default: .other
            }
        if known != .other { return known }
        return ClientAddressFields.claims(bytes) ? .clientAddressClaim : .other
    }

    @inline(__always)
    private static func match(
        _ bytes: Span<UInt8>, _ first: StaticString, _ firstName: FieldName,
        or second: StaticString = "", _ secondName: FieldName = .other,
        or third: StaticString = "", _ thirdName: FieldName = .other,
        or fourth: StaticString = "", _ fourthName: FieldName = .other
    ) -> FieldName {
        if bytes.equalsIgnoringCase(first) { return firstName }
        if bytes.equalsIgnoringCase(second) { return secondName }
        if bytes.equalsIgnoringCase(third) { return thirdName }
        if bytes.equalsIgnoringCase(fourth) { return fourthName }
        return .other
    }

    /// Fields that speak of one connection only, or must not go any further, and are never forwarded (RFC 9110 §7.6.1).
    package var isHopByHop: Bool {
        switch self {
        case .connection, .keepAlive, .proxyConnection, .te, .trailer, .upgrade, .http2Settings, .transferEncoding, .proxy: true
        default: false
        }
    }
}
