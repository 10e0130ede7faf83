/// An HTTP/1.1 answer as far as it has come.
struct ProbeAnswer: Sendable {
    let status: Int
    /// Names in lower case.
    let fields: [(name: String, value: String)]
    let body: String
    /// Whether the body is as long as the head says; one without a length never is.
    let isComplete: Bool

    /// `nil` until the head is whole.
    init?(_ bytes: [UInt8]) {
        guard let text = Self.headEnd(of: bytes) else { return nil }
        let lines = String(decoding: bytes[..<text], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1."),
            let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        self.status = status
        fields = lines.dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (parts[0].lowercased(), String(parts[1].drop { $0 == " " })) : nil
        }
        let rest = bytes[(text + 4)...]
        body = String(decoding: rest, as: UTF8.self)
        let length = fields.first { $0.name == "content-length" }.flatMap { Int($0.value) }
        let isChunked = fields.contains { $0.name == "transfer-encoding" && $0.value.lowercased().hasSuffix("chunked") }
        isComplete =
            status == 101 || status == 204 || status == 304 || length.map { rest.count >= $0 } == true
            || isChunked && rest.suffix(5).elementsEqual("0\r\n\r\n".utf8)
    }

    private static func headEnd(of bytes: [UInt8]) -> Int? {
        let end = Array("\r\n\r\n".utf8)
        guard bytes.count >= end.count else { return nil }
        return (0...bytes.count - end.count).first { bytes[$0..<$0 + end.count].elementsEqual(end) }
    }

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}
