/// How long a body is: the one place that decides it (RFC 9112 §6.3). What is ambiguous is refused.
package enum MessageFraming {
    /// Framing, persistence and expectation of a request.
    package static func frameRequest(_ head: RequestHead) throws(HTTP1Error) {
        var facts = Facts()
        try facts.gather(&head.fields)
        head.keepsAlive = facts.keepsAlive(minorVersion: head.minorVersion)
        head.asksForUpgrade = facts.hasUpgrade && facts.connectionUpgrade && head.minorVersion == 1
        head.bodyLength = try facts.requestLength(minorVersion: head.minorVersion)
        guard let expectation = facts.expectation else { return }
        // A 1.0 client's expectation is ignored (RFC 9110 §10.1.1).
        guard expectation == .continue else { throw .unsupportedExpectation }
        head.expectsContinue = head.minorVersion == 1 && head.bodyLength != .none
    }

    /// Framing and persistence of a response to a request with this method.
    package static func frameResponse(_ head: ResponseHead, requestMethod: Method) throws(HTTP1Error) {
        var facts = Facts()
        try facts.gather(&head.fields)
        head.keepsAlive = facts.keepsAlive(minorVersion: head.minorVersion)
        let length = try facts.responseLength(minorVersion: head.minorVersion)
        switch head.status {
        case 100...199, 204, 304: head.bodyLength = .none
        default: head.bodyLength = requestMethod == .head ? .none : length
        }
        if length == .untilClose, head.bodyLength != .none { head.keepsAlive = false }
    }

    /// What the field lines say, gathered in one pass.
    private struct Facts {
        enum Expectation { case `continue`, other }

        var contentLength: Int?
        var hasTransferEncoding = false
        var isChunked = false
        var hasUpgrade = false
        var connectionClose = false
        var connectionKeepAlive = false
        var connectionUpgrade = false
        var expectation: Expectation?

        mutating func gather(_ fields: inout FieldSection) throws(HTTP1Error) {
            for index in 0..<fields.count {
                let line = fields.lines[index]
                switch line.name {
                case .contentLength: try noteContentLength(fields.value(of: line))
                case .transferEncoding: try noteTransferEncoding(fields.value(of: line))
                case .connection: noteConnection(fields.value(of: line))
                case .upgrade: hasUpgrade = true
                case .expect:
                    let isContinue = fields.value(of: line).equalsIgnoringCase("100-continue")
                    expectation = isContinue && expectation != .other ? .continue : .other
                default: break
                }
            }
        }

        /// Digits only. A list or a second line is refused even where all values agree: RFC 9112 §6.3 allows to, and what
        /// stands behind us may count differently.
        private mutating func noteContentLength(_ value: Span<UInt8>) throws(HTTP1Error) {
            guard let length = ASCII.decimal(value) else { throw .malformedContentLength }
            guard contentLength == nil else { throw .conflictingContentLength }
            contentLength = length
        }

        /// One line, one coding, `chunked`: compressed transfer codings are history, and lists are where parsers differ.
        private mutating func noteTransferEncoding(_ value: Span<UInt8>) throws(HTTP1Error) {
            guard !hasTransferEncoding, value.equalsIgnoringCase("chunked") else { throw .unsupportedTransferEncoding }
            hasTransferEncoding = true
            isChunked = true
        }

        private mutating func noteConnection(_ value: Span<UInt8>) {
            var elements = ListElements(value)
            while let element = elements.next() {
                if element.equalsIgnoringCase("close") { connectionClose = true }
                if element.equalsIgnoringCase("keep-alive") { connectionKeepAlive = true }
                if element.equalsIgnoringCase("upgrade") { connectionUpgrade = true }
            }
        }

        /// RFC 9112 §9.3: `close` ends it; otherwise 1.1 persists, and 1.0 only with `keep-alive`.
        func keepsAlive(minorVersion: Int) -> Bool {
            if connectionClose { return false }
            return minorVersion >= 1 || connectionKeepAlive
        }

        func requestLength(minorVersion: Int) throws(HTTP1Error) -> BodyLength {
            if hasTransferEncoding {
                try checkTransferEncoding(minorVersion: minorVersion)
                return .untilEnd
            }
            guard let contentLength, contentLength > 0 else { return .none }
            return .known(contentLength)
        }

        func responseLength(minorVersion: Int) throws(HTTP1Error) -> BodyLength {
            if hasTransferEncoding {
                try checkTransferEncoding(minorVersion: minorVersion)
                return .untilEnd
            }
            guard let contentLength else { return .untilClose }
            return .known(contentLength)
        }

        private func checkTransferEncoding(minorVersion: Int) throws(HTTP1Error) {
            guard contentLength == nil else { throw .contentLengthWithTransferEncoding }
            guard minorVersion >= 1 else { throw .unsupportedTransferEncoding }
        }
    }
}
