internal import EdgeCore

/// The upstream's 101 as the answer to an extended CONNECT (RFC 8441 §5).
enum WebSocketAnswer {
    /// Whether the upstream has understood the handshake (RFC 6455 §4.1): the accept value fits our key.
    static func accepts(_ head: ResponseHead, key: String) -> Bool {
        guard let accept = head.fields.text(.secWebSocketAccept) else { return false }
        return accept == WebSocketHandshake.accept(key)
    }

    /// 200, without what belongs to HTTP/1.1's handshake.
    static func prepare(_ head: ResponseHead) {
        head.status = 200
        for name: FieldName in [.secWebSocketAccept, .upgrade, .connection, .contentLength] { head.fields.dropAll(name) }
    }
}
