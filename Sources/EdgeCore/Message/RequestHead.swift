/// A request's head: what was asked, of whom, with which fields. One object per exchange, reused from request to request.
package final class RequestHead {
    package var fields = FieldSection()
    package var method = Method.other
    /// Ranges into the arena of `fields`.
    package var methodRange = 0..<0
    /// The target as it will be forwarded: origin form, or `*`.
    package var targetRange = 0..<0
    /// The authority, host with an optional port, from the target or the Host field.
    package var authorityRange = 0..<0
    /// Minor version of HTTP/1; HTTP/2 is written as 1 here and told apart by `isHTTP2`.
    package var minorVersion = 1
    package var isHTTP2 = false
    package var bodyLength = BodyLength.none
    package var expectsContinue = false
    /// Whether the client asks for another protocol; the value of its Upgrade field decides which.
    package var asksForUpgrade = false
    /// Whether the client wants the connection kept (RFC 9112 §9.3).
    package var keepsAlive = true

    package init() {}

    package func reset() {
        fields.removeAll()
        method = .other
        methodRange = 0..<0
        targetRange = 0..<0
        authorityRange = 0..<0
        minorVersion = 1
        isHTTP2 = false
        bodyLength = .none
        expectsContinue = false
        asksForUpgrade = false
        keepsAlive = true
    }

    package var methodText: String { fields.text(in: methodRange) }
    package var targetText: String { fields.text(in: targetRange) }
    package var authorityText: String { fields.text(in: authorityRange) }
}
