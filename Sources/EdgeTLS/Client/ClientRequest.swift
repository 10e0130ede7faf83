/// One request of the control plane.
struct ClientRequest: Sendable {
    var method = "GET"
    var address: WebAddress
    var fields: [(name: String, value: String)] = []
    /// Sent with Content-Length; `nil` for none.
    var body: [UInt8]?
    /// Where to connect to, where that is not what the address's host resolves to.
    var connectTo: String?

    var bytes: [UInt8] {
        var lines = ["\(method) \(address.target) HTTP/1.1", "Host: \(address.authority)", "Connection: close"]
        lines += fields.map { "\($0.name): \($0.value)" }
        if let body { lines.append("Content-Length: \(body.count)") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }
}

/// What came back.
struct ClientResponse: Sendable {
    var status: Int
    /// Names in lower case.
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// How long the server asks to be left alone: a number of seconds (RFC 9110 §10.2.3). `nil` where it does not say, or
    /// gives a date.
    var retryAfter: Int? { self["retry-after"].flatMap { Int($0) }.map { max(0, $0) } }
}

/// Why there is no response, in words.
struct ClientError: Error, Hashable, CustomStringConvertible {
    let description: String
}
