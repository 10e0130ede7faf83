internal import HTTPTypes

/// Our heads ↔ the currency types of swift-http-types, for handlers.
enum HandledRequest {
    static func make(from exchange: Exchange) -> HTTPRequest {
        let head = exchange.request
        var request = HTTPRequest(
            method: HTTPRequest.Method(head.methodText) ?? .get, scheme: exchange.record.isSecure ? "https" : "http",
            authority: head.authorityText, path: head.targetText)
        for index in 0..<head.fields.count {
            let line = head.fields.lines[index]
            guard tells(line.name, isFromTrustedProxy: exchange.record.isFromTrustedProxy),
                let name = HTTPField.Name(head.fields.text(ofName: line))
            else { continue }
            request.headerFields.append(HTTPField(name: name, value: head.fields.text(ofValue: line)))
        }
        if let name = HTTPField.Name("X-Forwarded-For") {
            request.headerFields[name] = exchange.record.client.host
        }
        return request
    }

    /// Claims about the client are as untrue for a handler as for an upstream.
    private static func tells(_ name: FieldName, isFromTrustedProxy: Bool) -> Bool {
        switch name {
        case .host, .clientAddressClaim, .cfConnectingIP, .xForwardedFor, .xForwardedProto, .xRealIP: false
        case .xForwardedHost: isFromTrustedProxy
        default: true
        }
    }

    static func fill(_ head: ResponseHead, from response: HTTPResponse, method: Method) {
        head.reset()
        head.status = response.status.code
        var length = BodyLength.untilEnd
        for field in response.headerFields {
            head.fields.append(field.name.rawName, field.value)
            if field.name == .contentLength, let count = Int(field.value) { length = .known(count) }
        }
        let hasNoBody = method == .head || head.status == 204 || head.status == 304 || head.status == 101
        head.bodyLength = hasNoBody ? .none : length
    }
}
