/// A piece of a file's answer.
enum FilePiece: Sendable {
    case text([UInt8])
    case file(Range<Int>)

    /// Reads a part where waiting is allowed; empty where there is none.
    static func read(_ file: FileDescriptor, _ range: Range<Int>) -> [UInt8] {
        var buffer = ByteBuffer()
        return buffer.write(atLeast: range.count) { room in
            guard case .bytes(let count) = file.read(into: &room, at: range.lowerBound, cached: false) else { return (0, []) }
            return (0, room.span.extracting(0..<min(count, range.count)).array)
        }
    }
}

/// What is sent of a file, and how it is described.
struct FilePlan {
    let pieces: [FilePiece]
    /// Bytes of all pieces.
    let length: Int
    private let status: Int?
    private let contentRange: String?
    private let type: String?

    init(_ ranges: ByteRanges, size: Int, type: String) {
        switch ranges {
        case .whole:
            (pieces, length, status, contentRange, self.type) = (size == 0 ? [] : [.file(0..<size)], size, nil, nil, type)
        case .unsatisfiable:
            (pieces, length, status, contentRange, self.type) = ([], 0, 416, "bytes */\(size)", nil)
        case .parts(let parts) where parts.count == 1:
            let part = parts[0]
            (pieces, length, status) = ([.file(part)], part.count, 206)
            (contentRange, self.type) = ("bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)", type)
        case .parts(let parts):
            let boundary = "edge\(String(UInt64.random(in: .min ... .max), radix: 36))"
            var pieces: [FilePiece] = []
            var length = 0
            for part in parts {
                let head = "--\(boundary)\r\nContent-Type: \(type)\r\n"
                    + "Content-Range: bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)\r\n\r\n"
                pieces += [.text(Array(head.utf8)), .file(part), .text(Array("\r\n".utf8))]
                length += head.utf8.count + part.count + 2
            }
            let last = "--\(boundary)--\r\n"
            pieces.append(.text(Array(last.utf8)))
            (self.pieces, self.length, status, contentRange) = (pieces, length + last.utf8.count, 206, nil)
            self.type = "multipart/byteranges; boundary=\(boundary)"
        }
    }

    func describe(in response: ResponseHead) {
        if let status { response.status = status }
        if let contentRange { response.fields.append("Content-Range", contentRange) }
        if let type { response.fields.append("Content-Type", type) }
        response.fields.append("Content-Length", String(length))
    }
}
