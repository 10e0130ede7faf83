internal import HTTPTypes

/// Our heads ↔ the currency types of swift-http-types, for handlers.
enum HandledRequest {
    static func make(from head: RequestHead, record: ExchangeRecord) -> HTTPRequest {
        var request = HTTPRequest(
            method: HTTPRequest.Method(head.methodText) ?? .get, scheme: record.isSecure ? "https" : "http",
            authority: head.authorityText, path: head.targetText)
        for index in 0..<head.fields.count {
            let line = head.fields.lines[index]
            guard tells(line.name, isFromTrustedProxy: record.isFromTrustedProxy),
                let name = HTTPField.Name(head.fields.text(ofName: line))
            else { continue }
            request.headerFields.append(HTTPField(name: name, value: head.fields.text(ofValue: line)))
        }
        if let name = HTTPField.Name("X-Forwarded-For") {
            request.headerFields[name] = record.client.host
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
            if field.name == .contentLength {
                // One length, and a number: beside chunks of ours another one would be read differently by everyone.
                guard length == .untilEnd, let count = ASCII.decimal(Array(field.value.utf8).span) else { continue }
                length = .known(count)
            }
            head.fields.append(field.name.rawName, field.value)
        }
        let hasNoBody = method == .head || head.status == 204 || head.status == 304 || head.status == 101
        head.bodyLength = hasNoBody ? .none : length
    }
}
