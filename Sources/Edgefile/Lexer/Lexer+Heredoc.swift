extension Lexer {
    /// `<<MARKER`, lines, `MARKER`: the white space before the closing marker is taken off every line.
    mutating func heredoc() -> Token {
        let (location, start) = (cursor.location, cursor.position)
        cursor.advance(by: 2)
        let marker = heredocMarker()
        guard !marker.isEmpty, cursor.peek() == 0x0A else {
            reporter.error(
                location, "a heredoc begins with << and a marker at the end of the line",
                help: "for example: respond <<TEXT, or \\<< for the characters themselves")
            skipLine()
            return token([], .heredoc, location, start)
        }
        return heredocBody(marker, location, start)
    }

    private mutating func heredocMarker() -> [UInt8] {
        var marker: [UInt8] = []
        while let byte = cursor.peek(), Self.isMarkerByte(byte) {
            marker.append(byte)
            cursor.advance()
        }
        return marker
    }

    private static func isMarkerByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
        default: false
        }
    }

    private mutating func heredocBody(_ marker: [UInt8], _ location: SourceLocation, _ start: Int) -> Token {
        let markerEnd = cursor
        cursor.advance()
        var lines: [[UInt8]] = []
        var padding: [UInt8] = []
        while unclosedHeredocs < Limits.unclosedHeredocs, cursor.peek() != nil {
            if let found = closingPadding(marker) {
                padding = found
                cursor.advance(by: padding.count + marker.count)
                return token(stripped(lines, of: padding, location), .heredoc, location, start)
            }
            lines.append(heredocLine())
        }
        unclosedHeredocs += 1
        let name = String(decoding: marker, as: UTF8.self)
        reporter.error(location, "this heredoc is never closed", help: "end it with a line that begins with \(name)")
        cursor = markerEnd
        return token([], .heredoc, location, start)
    }

    /// The white space in front of the closing marker, if this line is the closing one.
    private func closingPadding(_ marker: [UInt8]) -> [UInt8]? {
        guard !cursor.isInjecting else { return nil }
        var padding: [UInt8] = []
        while let byte = cursor.peek(ahead: padding.count), byte == 0x20 || byte == 0x09 { padding.append(byte) }
        for (index, byte) in marker.enumerated() where cursor.peek(ahead: padding.count + index) != byte {
            return nil
        }
        let after = cursor.peek(ahead: padding.count + marker.count)
        return after.map { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A } ?? true ? padding : nil
    }

    private mutating func heredocLine() -> [UInt8] {
        var line: [UInt8] = []
        while let byte = next() {
            if byte == 0x0A {
                cursor.advance()
                break
            }
            if skipsControl(byte) { continue }
            line.append(byte)
            cursor.advance()
        }
        return line
    }

    private func stripped(_ lines: [[UInt8]], of padding: [UInt8], _ location: SourceLocation) -> [UInt8] {
        var result: [[UInt8]] = []
        for (index, line) in lines.enumerated() {
            if line.starts(with: padding) {
                result.append(Array(line.dropFirst(padding.count)))
                continue
            }
            if !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                let place = SourceLocation(file: location.file, line: location.line + 1 + index, column: 1)
                reporter.error(
                    place, "this line of the heredoc is indented less than its closing marker",
                    help: "begin every line with the white space that stands before the marker")
            }
            result.append(line)
        }
        return Array(result.joined(separator: [0x0A]))
    }

    private mutating func skipLine() {
        while let byte = cursor.peek(), byte != 0x0A { cursor.advance() }
    }
}
