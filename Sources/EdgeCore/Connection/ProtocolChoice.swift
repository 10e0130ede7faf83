/// Which codec a plaintext connection's client speaks to, by its first bytes. (After a TLS handshake ALPN has said it.)
///
/// What begins like no preface is HTTP/1.1, which then says what is wrong with it.
package final class ProtocolChoice {
    package enum Verdict {
        /// What came so far begins like a preface.
        case needsMore
        case http1
        case codec(any ServerCodecProvider)
    }

    private let candidates: [any ServerCodecProvider]
    /// The first bytes, kept while they may still become a preface: at most its length and one read.
    private var kept = ByteBuffer()

    /// `nil` where no codec can be told by first bytes (RFC 9113 §3.3).
    package init?(among codecs: [any ServerCodecProvider]) {
        candidates = codecs.filter { $0.plaintextPreface != nil }
        guard !candidates.isEmpty else { return nil }
    }

    /// Looks at more of the first bytes.
    package func received(_ bytes: Span<UInt8>) -> Verdict {
        kept.append(bytes)
        var isOpen = false
        for candidate in candidates {
            guard let preface = candidate.plaintextPreface else { continue }
            switch Self.compare(kept.bytes, with: preface) {
            case .whole: return .codec(candidate)
            case .part: isOpen = true
            case .other: break
            }
        }
        return isOpen ? .needsMore : .http1
    }

    /// The bytes that were looked at, for the codec.
    package func taken() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &kept)
        return taken
    }

    private enum Likeness { case whole, part, other }

    private static func compare(_ bytes: Span<UInt8>, with preface: StaticString) -> Likeness {
        let length = preface.utf8CodeUnitCount
        if bytes.count >= length { return bytes.hasPrefix(preface) ? .whole : .other }
        return preface.withUTF8Buffer { expected in
            for index in 0..<bytes.count where unsafe bytes[index] != expected[index] { return .other }
            return .part
        }
    }
}
