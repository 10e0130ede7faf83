import Glibc
import Testing

@testable import EdgeCore

@Suite("What a request asks of a file")
struct FileTests {
    @Test("a path that tries something is no path of a file", arguments: [
        "/../etc/passwd", "/a/../../etc/passwd", "/%2e%2e/etc/passwd", "/%2E%2E%2Fetc/passwd", "/a/..", "/./a", "/a/.", "//etc/passwd", "/a//b",
        "/a%2fb", "/a%5c..%5cb", "/..\\etc", "/a%00.html", "/%00", "*", "", "a", "/..%2f..%2fetc", "/%2e%2e%5cetc", "/.%2e/x",
    ])
    func refuses(_ path: String) {
        #expect(FilePath(Array(path.utf8)) == nil)
    }

    @Test("any other path is decoded, once", arguments: [
        ("/", "", true), ("/a", "a", false), ("/a/b/", "a/b", true), ("/a%20b", "a b", false), ("/%252e%252e/x", "%2e%2e/x", false), ("/ä", "ä", false),
        ("/a..b", "a..b", false), ("/...", "...", false),
    ])
    func decodes(_ path: String, _ relative: String, _ endsWithSlash: Bool) throws {
        let file = try #require(FilePath(Array(path.utf8)))
        #expect(String(decoding: file.relative, as: UTF8.self) == relative && file.endsWithSlash == endsWithSlash)
    }

    @Test("hidden names are hidden in every folder", arguments: [
        ("/.git/config", true), ("/a/.env", true), ("/.well-known/security.txt", false), ("/Edgefile", true), ("/a/Edgefile", true), ("/edgefile", false),
        ("/x/notes.bak", true), ("/a.b", false), ("/.well-known2", true),
    ])
    func hides(_ path: String, _ expected: Bool) throws {
        let patterns = ["Edgefile", "*.bak"].map { Array($0.utf8) }
        #expect(try #require(FilePath(Array(path.utf8))).isHidden(by: patterns) == expected)
    }

    @Test("ranges are read as RFC 9110 §14 has them", arguments: [
        (nil, .whole), ("Bytes=0-0", .parts([0..<1])), ("bytes=0-0", .parts([0..<1])), ("bytes=0-", .parts([0..<100])), ("bytes=90-200", .parts([90..<100])), ("bytes=-10", .parts([90..<100])),
        ("bytes=-200", .parts([0..<100])), ("bytes=100-", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=5-2", .whole), ("bytes=a-b", .whole),
        ("bytes=", .whole), ("lines=0-1", .whole), ("bytes=0-1,4-5", .parts([0..<2, 4..<6])), ("bytes=4-5, 0-1", .parts([4..<6, 0..<2])),
        ("bytes=0-1,200-", .parts([0..<2])), ("bytes=0-5,3-9", .whole), ("bytes=-", .whole), ("bytes=99999999999999999999-", .whole), ("bytes=0-1,,3-4", .parts([0..<2, 3..<5])),
        ("bytes=" + (0..<17).map { "\($0 * 3)-\($0 * 3)" }.joined(separator: ","), .whole),
    ] as [(String?, ByteRanges)])
    func ranges(_ field: String?, _ expected: ByteRanges) {
        #expect(ByteRanges(field.map { Array($0.utf8) }, size: 100) == expected)
    }

    @Test("dates are read in their three forms, and nothing else", arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777), ("Sun Nov  6 08:49:37 1994", 784_111_777),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("yesterday", nil), ("", nil), ("Sun, 06 Nov 1994", nil),
        ("Sun, 41 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Xxx 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 25:49:37 GMT", nil), ("Nov 1 1:2:3 x y", nil),
    ] as [(String, Int?)])
    func dates(_ text: String, _ expected: Int?) {
        #expect(HTTPDateParser.seconds(Array(text.utf8)) == expected)
    }

    private static let tag = "\"abc\""
    private static let (before, at, after) = (
        "Sun, 06 Nov 1994 08:49:36 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:38 GMT"
    )

    @Test("preconditions are judged in the order of RFC 9110 §13.2.2", arguments: [
        ("", .proceed), ("If-None-Match: \(tag)", .notModified), ("If-None-Match: W/\(tag)", .notModified), ("If-None-Match: \"x\", \(tag)", .notModified),
        ("If-None-Match: \"x\"\r\nIf-None-Match: \(tag)", .notModified), ("If-Match: \"x\"\r\nIf-Match: \"y\", \(tag)", .proceed),
        ("If-None-Match: *", .notModified), ("If-None-Match: \"x\"", .proceed), ("If-Modified-Since: \(at)", .notModified), ("If-Modified-Since: \(after)", .notModified),
        ("If-Modified-Since: \(before)", .proceed), ("If-Modified-Since: nonsense", .proceed),
        // The tag is more exact than the date.
        ("If-None-Match: \"x\"\r\nIf-Modified-Since: \(after)", .proceed),
        ("If-Match: \(tag)", .proceed), ("If-Match: *", .proceed), ("If-Match: \"x\"", .failed), ("If-Match: W/\(tag)", .failed),
        ("If-Unmodified-Since: \(before)", .failed), ("If-Unmodified-Since: \(at)", .proceed), ("If-Match: \(tag)\r\nIf-Unmodified-Since: \(before)", .proceed),
        ("If-Match: \(tag)\r\nIf-None-Match: \(tag)", .notModified), ("If-Match: \"x\"\r\nIf-None-Match: \(tag)", .failed),
    ] as [(String, FilePreconditions.Outcome)])
    func preconditions(_ lines: String, _ expected: FilePreconditions.Outcome) throws {
        let head = try requestHead("GET / HTTP/1.1\r\nHost: a\r\n" + (lines.isEmpty ? "" : lines + "\r\n") + "\r\n")
        #expect(FilePreconditions.judge(head.fields, entityTag: Array(Self.tag.utf8), modified: 784_111_777) == expected)
    }

    @Test("a range goes on only where what was begun is still there", arguments: [
        ("", true), ("If-Range: \(tag)", true), ("If-Range: \"x\"", false), ("If-Range: W/\(tag)", false), ("If-Range: \(at)", true), ("If-Range: \(before)", false),
        ("If-Range: \(after)", false),
    ])
    func ifRange(_ lines: String, _ expected: Bool) throws {
        let head = try requestHead("GET / HTTP/1.1\r\nHost: a\r\n" + (lines.isEmpty ? "" : lines + "\r\n") + "\r\n")
        #expect(FilePreconditions.allowsRange(head.fields, entityTag: Array(Self.tag.utf8), modified: 784_111_777) == expected)
    }

    @Test("what codings a client takes", arguments: [
        ("gzip", true), ("GZIP", true), ("br, gzip;q=0.5", true), ("gzip;q=0", false), ("gzip; q=0.000", false), ("gzip;q=0.001", true), ("*", true), ("*;q=0", false),
        ("*, gzip;q=0", false), ("gzip, *;q=0", true), ("br", false), ("", false), ("identity", false), ("xgzip", false),
    ])
    func codings(_ field: String, _ expected: Bool) throws {
        let head = try requestHead("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: \(field)\r\n\r\n")
        #expect(AcceptedCodings.accepts("gzip", head.fields) == expected)
    }

    @Test("names tell the type", arguments: [("a.HTML", "text/html; charset=utf-8"), ("x.tar.gz", "application/gzip"), ("none", "application/octet-stream"), ("a.", "application/octet-stream"), ("a.woff2", "font/woff2")])
    func types(_ name: String, _ expected: String) {
        #expect(MediaTypes.type(of: Array(name.utf8)) == expected)
    }

    @Test("what of a file is in memory is told page by page")
    func memory() throws {
        let path = "/var/tmp/edge-memory-\(UInt64.random(in: .min ... .max))"
        let number = unsafe open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        try #require(number >= 0)
        defer { unsafe unlink(path) }
        let file = FileDescriptor(number)
        let size = 3 * 1024 * 1024 + 17
        let written = unsafe [UInt8](repeating: 7, count: size).withUnsafeBytes { unsafe write(number, $0.baseAddress, size) }
        #expect(written == size)
        let map = try #require(FileMap(file, size: size))
        #expect(map.isInMemory(0..<size) && map.isInMemory(4095..<4097) && map.isInMemory(size - 1..<size))
        #expect(!map.isInMemory(size - 1..<size + 1))
        let start = Instant(nanoseconds: 0)
        #expect(map.prefixInMemory(of: 1000..<size, at: start) == 1000..<1000 + 2 * 1024 * 1024)
        // Written out first: only clean pages are let go of.
        #expect(fsync(number) == 0 && posix_fadvise(number, 0, 0, POSIX_FADV_DONTNEED) == 0)
        #expect(!map.isInMemory(0..<1) && !map.isInMemory(1_500_000..<1_500_001))
        #expect(posix_fadvise(number, 0, 0, POSIX_FADV_RANDOM) == 0 && FilePiece.read(file, 1_500_000..<1_500_001) == [7])
        #expect(map.isInMemory(1_500_000..<1_500_001) && !map.isInMemory(0..<size))
        // What was told holds for a moment, and no longer.
        #expect(map.prefixInMemory(of: 2000..<3000, at: start + .milliseconds(99)) == 2000..<3000)
        #expect(map.prefixInMemory(of: 2000..<3000, at: start + .milliseconds(100)) == nil)
        #expect(ftruncate(number, 4096) == 0)
        #expect(!map.isInMemory(4096..<8192))
        #expect(FileMap(file, size: 0) == nil)
    }
}
