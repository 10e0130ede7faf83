/// What is known of an exchange besides its heads: for forwarding, and for the line in the access log. Plain values only, so
/// that taking a copy is all that a copy costs.
struct ExchangeRecord {
    var begin = Instant(nanoseconds: 0)
    /// When the first byte of the response was at hand; `never` before that.
    var firstByte = Instant.never
    /// When a byte last went through, either way; kept for tunnels only.
    var lastMove = Instant(nanoseconds: 0)
    /// The tunnel's number on its worker.
    var socketNumber = 0
    var client = SocketAddress.anyIPv4
    var isSecure = false
    /// A trusted proxy ended TLS although the listener has none.
    var isSecureByProxy = false
    var isFromTrustedProxy = false
    var status = 0
    var bytesIn = 0
    var bytesOut = 0
    var failure: Failure?
}

/// What the access log tells of a request's head.
struct LoggedHead {
    let method: String
    let host: String
    let target: String
    let userAgent: String

    /// - Parameter target: where the target is that the client sent, if another one has taken its place.
    init(_ request: RequestHead, target sent: Range<Int>?) {
        method = request.methodText
        host = request.authorityText
        target = request.fields.text(in: sent ?? request.targetRange)
        userAgent = request.fields.text(.userAgent) ?? ""
    }
}
