/// An answer of our own: status, one body, a few fields.
package struct LocalResponse: Sendable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    package var fields: [(name: String, value: String)] = []
    /// Where a redirect leads.
    package var location: [UInt8] = []

    package init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// Writes the head; the body follows through the stream.
    func write(into head: ResponseHead, worker: Worker) {
        head.reset()
        head.status = status
        worker.appendDate(to: &head.fields)
        for field in fields { head.fields.append(field.name, field.value) }
        if !location.isEmpty { head.fields.append(name: Self.locationName.span, value: location.span) }
        if !body.isEmpty { head.fields.append("Content-Type", contentType) }
        // 1xx and 204 have no Content-Length (RFC 9110 §8.6).
        if status >= 200, status != 204, status != 304 { head.fields.append("Content-Length", String(body.count)) }
    }

    private static let locationName = Array("Location".utf8)

    static func redirect(status: Int, location: [UInt8]) -> LocalResponse {
        var response = LocalResponse(status: status, contentType: "text/plain; charset=utf-8", body: [])
        response.location = location
        return response
    }

    /// 308: the method and the body stay what they were (RFC 9110 §15.4.9).
    static func redirectToHTTPS(_ request: RequestHead, host: String, port: Int) -> LocalResponse {
        let target = request.targetText
        let authority = port == 443 ? host : "\(host):\(port)"
        let location = "https://\(authority)\(target == "*" ? "/" : target)"
        var response = redirect(status: 308, location: Array(location.utf8))
        // The next request goes to another port: nothing is gained by keeping this connection.
        response.closesConnection = true
        return response
    }

    /// Whether the connection ends with this answer.
    package var closesConnection = false

    // MARK: Failures

    /// Says what went wrong in the form that the asker understands: JSON in the chat's error shape for its API, a small page
    /// for browsers, one line for everyone else.
    ///
    /// - Parameter words: what is said instead of the edge's own sentence.
    static func failure(_ failure: Failure, for request: RequestHead, words: [UInt8]? = nil) -> LocalResponse {
        let message = words.map { String(decoding: $0, as: UTF8.self) } ?? FailureText.message(for: failure)
        var response: LocalResponse
        if request.fields.bytes(in: request.targetRange).hasPrefix("/api/") {
            let body = #"{"error":{"code":"\#(FailureText.code(for: failure.status))","message":"\#(message)"}}"#
            response = LocalResponse(status: failure.status, contentType: "application/json", body: Array(body.utf8))
        } else if request.fields.list(.accept, hasElementBeginningWith: "text/html") {
            let page = FailureText.page(status: failure.status, message: FailureText.html(message))
            response = LocalResponse(
                status: failure.status, contentType: "text/html; charset=utf-8", body: Array(page.utf8))
        } else {
            let line = "\(failure.status) \(message)\n"
            response = LocalResponse(
                status: failure.status, contentType: "text/plain; charset=utf-8", body: Array(line.utf8))
        }
        response.fields.append(("Cache-Control", "no-store"))
        // RFC 9110 §15.5.6
        if failure.status == 405 { response.fields.append(("Allow", "GET, HEAD")) }
        if let seconds = failure.retryAfter { response.fields.append(("Retry-After", String(seconds))) }
        return response
    }
}

/// The words of our own error answers.
enum FailureText {
    static func message(for failure: Failure) -> String {
        failure.message.map { "\($0)" } ?? message(for: failure.status)
    }

    /// As it may stand inside of a JSON string (RFC 8259 §7).
    static func json(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.value < 0x20: " "
            default: "\(scalar)"
            }
        }.joined()
    }

    static func html(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    static func message(for status: Int) -> String {
        switch status {
        case 400: "The request is malformed."
        case 404: "No site with this name is served here."
        case 408: "The request took too long to arrive."
        case 413: "The upload is larger than this server accepts."
        case 414: "The address of the request is too long."
        case 421: "This connection is not for that host; please try again."
        case 429: "Too many requests; please wait a moment."
        case 431: "The header of the request is too large."
        case 500: "Something went wrong on this server."
        case 502: "The server behind this one gave no usable answer."
        case 503: "The server behind this one is away; please try again shortly."
        case 504: "The server behind this one took too long to answer."
        default: "\(ReasonPhrase.text(for: status))."
        }
    }

    /// The machine-readable word for the JSON form.
    static func code(for status: Int) -> String {
        switch status {
        case 400: "bad_request"
        case 401: "unauthorized"
        case 404: "not_found"
        case 408: "request_timeout"
        case 413: "payload_too_large"
        case 414: "uri_too_long"
        case 421: "misdirected_request"
        case 429: "rate_limited"
        case 431: "header_too_large"
        case 502: "bad_gateway"
        case 503: "service_unavailable"
        case 504: "gateway_timeout"
        case 500: "internal_error"
        default: "http_\(status)"
        }
    }

    static func page(status: Int, message: String) -> String {
        """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>\(status) \(ReasonPhrase.text(for: status))</title>
        <style>body{font:1.1rem/1.5 system-ui,sans-serif;margin:20vh auto 0;max-width:32rem;padding:0 1rem;color:#333}
        h1{font-size:1.3rem}@media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}}</style>
        <h1>\(status) \(ReasonPhrase.text(for: status))</h1><p>\(message)</p></html>

        """
    }
}
