internal import EdgeCore

/// A header block of HTTP/2 → the request that the rest of the edge sees: one that HTTP/1.1 can say without a second
/// reading (RFC 9113 §8.3, §8.2.2, §10.3).
enum HTTP2RequestMapping {
    /// What a mapped request is.
    enum Kind: Equatable {
        case ordinary
        /// An extended CONNECT: mapped to an HTTP/1.1 upgrade with this key.
        case webSocket(key: String)
    }

    static func map(
        _ block: HTTP2FieldBlock, endsStream: Bool, into request: RequestHead, within bounds: HTTP2FieldBlock.Bounds
    ) throws(HTTP1Error) -> Kind {
        request.reset()
        request.isHTTP2 = true
        let isTooLarge = block.isTooLarge
        block.move(into: &request.fields)
        request.methodRange = block.method
        guard !isTooLarge else { throw .headTooLarge }
        try resolveMethod(of: request)
        try resolveAuthority(block.authority, of: request)
        try resolveTarget(block.path, of: request, within: bounds)
        try MessageFraming.frameRequest(request)
        request.keepsAlive = true
        // nghttp2 refuses Connection and Upgrade; an upgrade of HTTP/2 is made below, or not at all (RFC 9113 §8.6).
        request.asksForUpgrade = false
        guard block.upgrade.isEmpty else { return try mapUpgrade(block.upgrade, of: request, endsStream: endsStream) }
        guard request.method != .connect else { throw .connectRefused }
        if !endsStream, request.bodyLength == .none, request.fields.first(.contentLength) == nil {
            request.bodyLength = .untilEnd
            request.expectsContinue = request.fields.has(.expect, "100-continue")
        }
        return .ordinary
    }

    private static func resolveMethod(of request: RequestHead) throws(HTTP1Error) {
        request.method = try method(in: request.methodRange, of: request.fields)
    }

    private static func method(
        in range: Range<Int>, of fields: borrowing FieldSection
    ) throws(HTTP1Error) -> Method {
        let bytes = fields.bytes(in: range)
        guard !bytes.isEmpty, bytes.count <= 32 else { throw .malformedRequestLine }
        for index in bytes.indices where !ASCII.isToken(bytes[index]) { throw .malformedRequestLine }
        return Method(bytes)
    }

    /// `:authority`, or Host where there is none; where there are both they have to agree, or two readers of the
    /// request would route it differently (RFC 9113 §8.3.1).
    private static func resolveAuthority(_ authority: Range<Int>, of request: RequestHead) throws(HTTP1Error) {
        var host: Range<Int>?
        for line in request.fields.lines where line.name == .host {
            guard host == nil else { throw .conflictingHost }
            host = Int(line.valueStart)..<Int(line.valueStart) + Int(line.valueLength)
        }
        if let host, !authority.isEmpty, !areEqual(host, authority, in: request.fields) { throw .conflictingHost }
        guard let used = authority.isEmpty ? host : authority else { throw .missingHost }
        request.hostRange = try checkAuthority(used, in: request.fields)
        request.authorityRange = used
    }

    private static func areEqual(_ one: Range<Int>, _ other: Range<Int>, in fields: borrowing FieldSection) -> Bool {
        guard one.count == other.count else { return false }
        for (left, right) in zip(one, other) {
            let bytes = fields.arena.bytes
            guard ASCII.lowercased(bytes[left]) == ASCII.lowercased(bytes[right]) else { return false }
        }
        return true
    }

    private static func checkAuthority(
        _ range: Range<Int>, in fields: borrowing FieldSection
    ) throws(HTTP1Error) -> Range<Int> {
        try RequestTarget.checkAuthority(fields.arena.bytes, in: range, mayBeEmpty: false)
    }

    /// Origin form, or `*` for OPTIONS; every byte one that a request line may hold: no space ends it early.
    private static func resolveTarget(
        _ path: Range<Int>, of request: RequestHead, within bounds: HTTP2FieldBlock.Bounds
    ) throws(HTTP1Error) {
        // A plain CONNECT has no path (RFC 9113 §8.5); it is refused later, with its own words.
        if path.isEmpty, request.method == .connect { return }
        guard path.count <= bounds.requestLineBytes else { throw .requestLineTooLong }
        try checkTarget(path, in: request.fields, mayBeAsterisk: request.method == .options)
        request.targetRange = path
    }

    private static func checkTarget(
        _ path: Range<Int>, in fields: borrowing FieldSection, mayBeAsterisk: Bool
    ) throws(HTTP1Error) {
        let bytes = fields.bytes(in: path)
        guard !bytes.isEmpty else { throw .malformedRequestLine }
        if mayBeAsterisk, bytes.equals("*") { return }
        guard bytes[0] == UInt8(ascii: "/") else { throw .malformedRequestLine }
        for index in bytes.indices where !ASCII.isTarget(bytes[index]) { throw .malformedRequestLine }
    }

    // MARK: WebSocket

    /// RFC 8441 §5: `:protocol: websocket` becomes a GET with Upgrade, as RFC 6455 §4.1 has it.
    private static func mapUpgrade(
        _ upgrade: Range<Int>, of request: RequestHead, endsStream: Bool
    ) throws(HTTP1Error) -> Kind {
        guard request.method == .connect else { throw .malformedRequestLine }
        guard isWebSocket(upgrade, in: request.fields) else { throw .unsupportedProtocol }
        // A tunnel has no content; and its first bytes must never be taken for a body, or for a request behind it.
        guard !endsStream, request.fields.first(.contentLength) == nil else { throw .malformedContentLength }
        let key = makeKey()
        request.fields.dropAll(.secWebSocketKey)
        request.fields.append("upgrade", "websocket")
        request.fields.append("sec-websocket-key", key)
        let start = request.fields.arena.count
        request.fields.arena.append("GET")
        request.methodRange = start..<start + 3
        request.method = .get
        request.bodyLength = .none
        request.asksForUpgrade = true
        return .webSocket(key: key)
    }

    private static func isWebSocket(_ range: Range<Int>, in fields: borrowing FieldSection) -> Bool {
        fields.bytes(in: range).equalsIgnoringCase("websocket")
    }

    /// 16 bytes nobody can foresee, in base 64 (RFC 6455 §4.1).
    private static func makeKey() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64.encode((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
}
