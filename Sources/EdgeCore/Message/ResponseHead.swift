/// A response's head. One object per exchange, reused from response to response.
package final class ResponseHead {
    package var fields = FieldSection()
    package var status = 0
    package var reasonRange = 0..<0
    package var minorVersion = 1
    package var bodyLength = BodyLength.none
    /// Whether the sender keeps its connection (RFC 9112 §9.3).
    package var keepsAlive = true

    package init() {}

    package func reset() {
        fields.removeAll()
        status = 0
        reasonRange = 0..<0
        minorVersion = 1
        bodyLength = .none
        keepsAlive = true
    }

    /// An interim response: others follow (RFC 9110 §15.2). 101 is final for HTTP.
    package var isInterim: Bool { status >= 100 && status < 200 && status != 101 }
}
