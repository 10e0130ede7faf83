extension Lexer {
    /// `"…"`: only `\"` is an escape; every other backslash stays.
    mutating func quoted() -> Token {
        let (before, location, start) = (cursor, cursor.location, cursor.position)
        var text: [UInt8] = []
        cursor.advance()
        while let byte = next() {
            if byte == 0x22 {
                cursor.advance()
                return token(text, .quoted, location, start)
            }
            if byte == 0x5C {
                cursor.advance()
                guard let escaped = cursor.peek() else { break }
                if escaped != 0x22 { text.append(0x5C) }
                text.append(escaped)
                cursor.advance()
                continue
            }
            if skipsControl(byte) { continue }
            text.append(byte)
            cursor.advance()
        }
        return unclosed("\"", from: before)
    }

    /// `` `…` ``: nothing is an escape.
    mutating func backquoted() -> Token {
        let (before, location, start) = (cursor, cursor.location, cursor.position)
        var text: [UInt8] = []
        cursor.advance()
        while let byte = next() {
            if byte == 0x60 {
                cursor.advance()
                return token(text, .backquoted, location, start)
            }
            if skipsControl(byte) { continue }
            text.append(byte)
            cursor.advance()
        }
        return unclosed("`", from: before)
    }

    /// Says that a quote is open to the end of the file, and goes on behind the line that it is on.
    private mutating func unclosed(_ quote: String, from before: Cursor) -> Token {
        reporter.error(
            before.location, "this quote is never closed", help: "end the text with \(quote)")
        cursor = before
        var text: [UInt8] = []
        let (location, start) = (cursor.location, cursor.position)
        cursor.advance()
        while let byte = cursor.peek(), byte != 0x0A {
            text.append(byte)
            cursor.advance()
        }
        return token(text, .quoted, location, start)
    }
}
