@testable import EdgeCore

/// PROXY headers: decided at the same byte however they come, and written so that they are read the same.
enum ProxyHeaderTarget {
    static func run(_ bytes: [UInt8]) throws {
        let whole = ProxyHeaderParser.parse(bytes.span, limit: 4096)
        var verdict = ProxyHeaderParser.Verdict.needsMore
        var seen: [UInt8] = []
        for piece in pieces(of: bytes) {
            seen += piece
            verdict = ProxyHeaderParser.parse(seen.span, limit: 4096)
            if verdict != .needsMore { break }
        }
        switch (whole, verdict) {
        case (.header(let one), .header(let other)): try require(one == other, "the header depends on how it is cut")
        // Which rule is broken first may depend on how much is there; that one is broken may not.
        case (.malformed, .malformed), (.needsMore, .needsMore): break
        default: throw FuzzFinding(description: "\(whole), in pieces \(verdict)")
        }
        guard case .header(let header) = whole, let ends = header.ends else { return }
        try require(header.length <= bytes.count, "a header longer than its bytes")
        for version in [ProxyProtocolVersion.v1, .v2] {
            var buffer = ByteBuffer()
            ProxyHeaderWriter.append(ends, version: version, to: &buffer)
            let again = ProxyHeaderParser.parse(buffer.bytes, limit: 4096)
            try require(again == .header(ProxyHeader(ends: ends, length: buffer.count)), "written: \(again)")
        }
    }
}
