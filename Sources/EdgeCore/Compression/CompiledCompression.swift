/// What is compressed, as a worker decides it.
struct CompiledCompression: Sendable {
    let level: Int
    private let minimumBytes: Int
    private let types: [(text: [UInt8], isPrefix: Bool)]

    init(_ compression: Compression) {
        level = compression.level
        minimumBytes = compression.minimumBytes
        types = compression.contentTypes.map { type in
            (Array(type.lowercased().utf8.filter { $0 != UInt8(ascii: "*") }), type.hasSuffix("*"))
        }
    }

    /// Whether this answer goes out compressed. Never twice, never a part, never what has no body or says no-transform
    /// (RFC 9110 §7.7), and only a client that takes gzip gets it.
    func applies(to response: ResponseHead, of request: RequestHead) -> Bool {
        switch response.bodyLength {
        case .none: return false
        case .known(let count): if count < minimumBytes { return false }
        case .untilEnd, .untilClose: break
        }
        return response.status >= 200 && response.status != 204 && response.status != 206 && response.status != 304
            && request.method != .head && Self.isPlain(response.fields) && hasType(response.fields)
    }

    private static func isPlain(_ fields: borrowing FieldSection) -> Bool {
        if fields.forwards(.contentEncoding) || fields.forwards(named: contentRange) { return false }
        guard let control = fields.firstValue(named: cacheControl) else { return true }
        var elements = ListElements(control.span)
        while let element = elements.next() {
            if element.equalsIgnoringCase("no-transform") { return false }
        }
        return true
    }

    /// Whether the type is one that is worth it; then caches have to be told that the answer depends on Accept-Encoding.
    func hasType(_ fields: borrowing FieldSection) -> Bool {
        guard let line = fields.first(.contentType) else { return false }
        let value = fields.value(of: line)
        for type in types where value.count >= type.text.count {
            let begins = value.extracting(0..<type.text.count).equalsIgnoringCase(type.text)
            let ends = value.count == type.text.count || value[type.text.count] == UInt8(ascii: ";")
            if begins, type.isPrefix || ends { return true }
        }
        return false
    }

    private static let cacheControl = Array("cache-control".utf8)
    private static let contentRange = Array("content-range".utf8)
}
