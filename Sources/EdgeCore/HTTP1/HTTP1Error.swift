/// What a peer's HTTP/1.1 bytes did wrong. Nothing ambiguous is guessed at (RFC 9112 §11.2).
package enum HTTP1Error: Error, Equatable, Sendable {
    case malformedRequestLine
    case malformedStatusLine
    case unsupportedVersion
    case malformedFieldLine
    /// obs-fold (RFC 9112 §5.2).
    case foldedFieldLine
    /// A line that ends in LF alone, or a CR without LF (RFC 9112 §2.2).
    case bareLineEnd
    case malformedHost
    case missingHost
    case conflictingHost
    case malformedContentLength
    case conflictingContentLength
    /// Content-Length beside Transfer-Encoding: the classic smuggling pair (RFC 9112 §6.1).
    case contentLengthWithTransferEncoding
    /// A transfer coding other than one final `chunked`, or any in HTTP/1.0.
    case unsupportedTransferEncoding
    /// More 1xx responses than anyone could want.
    case tooManyInterimResponses
    case malformedChunk
    case chunkLineTooLong
    case requestLineTooLong
    case headTooLarge
    case tooManyFields
    case trailersTooLarge
    case unsupportedExpectation
    /// CONNECT, which an edge server does not do.
    case connectRefused
    /// An extended CONNECT for something other than a WebSocket (RFC 8441 §4).
    case unsupportedProtocol

    /// What the client is told.
    package var status: Int {
        switch self {
        case .requestLineTooLong: 414
        case .headTooLarge, .tooManyFields: 431
        case .unsupportedVersion: 505
        case .unsupportedTransferEncoding, .unsupportedProtocol: 501
        case .unsupportedExpectation: 417
        case .connectRefused: 405
        default: 400
        }
    }

    /// For the log.
    package var phrase: StaticString {
        switch self {
        case .malformedRequestLine: "malformed request line"
        case .malformedStatusLine: "malformed status line"
        case .unsupportedVersion: "unsupported HTTP version"
        case .malformedFieldLine: "malformed field line"
        case .foldedFieldLine: "folded field line"
        case .bareLineEnd: "line does not end in CR LF"
        case .malformedHost: "malformed Host"
        case .missingHost: "no Host"
        case .conflictingHost: "more than one Host"
        case .malformedContentLength: "malformed Content-Length"
        case .conflictingContentLength: "conflicting Content-Length"
        case .contentLengthWithTransferEncoding: "Content-Length beside Transfer-Encoding"
        case .unsupportedTransferEncoding: "unsupported Transfer-Encoding"
        case .tooManyInterimResponses: "too many interim responses"
        case .malformedChunk: "malformed chunk"
        case .chunkLineTooLong: "chunk line too long"
        case .requestLineTooLong: "request line too long"
        case .headTooLarge: "head too large"
        case .tooManyFields: "too many fields"
        case .trailersTooLarge: "trailers too large"
        case .unsupportedExpectation: "unsupported Expect"
        case .connectRefused: "CONNECT is not for this server"
        case .unsupportedProtocol: "unsupported :protocol"
        }
    }
}
