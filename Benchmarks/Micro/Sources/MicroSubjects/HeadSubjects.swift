internal import EdgeCore

/// Heads as they pass an edge.
enum HeadSubjects {
    /// A browser's, 468 bytes.
    static let request = Array(
        """
        GET /rooms/general/42 HTTP/1.1\r
        Host: www.example.com\r
        User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r
        Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\r
        Accept-Language: en-US,en;q=0.5\r
        Accept-Encoding: gzip, deflate, br, zstd\r
        Connection: keep-alive\r
        Cookie: session=8f14e45fceea167a5a36dedd4bea2543; theme=dark\r
        Upgrade-Insecure-Requests: 1\r
        Priority: u=0, i\r
        X-Requested-With: XMLHttpRequest\r
        \r

        """.utf8)

    static let response = Array(
        """
        HTTP/1.1 200 OK\r
        Server: upstream\r
        Date: Thu, 26 Nov 2026 12:00:00 GMT\r
        Content-Type: application/json; charset=utf-8\r
        Content-Length: 1024\r
        Cache-Control: no-store\r
        ETag: "33a64df551425fcc55e4d42a148795d9f25f89d4"\r
        Vary: Accept-Encoding, Origin\r
        \r

        """.utf8)

    static func readRequests(_ count: Int) -> Int {
        let (head, limits) = (RequestHead(), Limits())
        var sum = 0
        for _ in 0..<count {
            read(into: head, limits)
            sum &+= head.fields.count
        }
        return sum
    }

    static func readResponses(_ count: Int) -> Int {
        let (head, limits) = (ResponseHead(), Limits())
        var sum = 0
        for _ in 0..<count {
            read(into: head, limits)
            sum &+= head.status
        }
        return sum
    }

    static func writeRequests(_ count: Int) -> Int {
        let head = RequestHead()
        read(into: head, Limits())
        return write(count) { HeadSerializer.append(head, connection: .persist, to: &$0) }
    }

    static func writeResponses(_ count: Int) -> Int {
        let head = ResponseHead()
        read(into: head, Limits())
        return write(count) { HeadSerializer.append(head, isChunked: false, connection: .persist, to: &$0) }
    }

    private static func read(into head: RequestHead, _ limits: Limits) {
        var finder = HeadEndFinder()
        guard let end = finder.find(in: request.span) else { fatalError("a head without an end") }
        do { try RequestHeadParser.parse(request.span, end: end, into: head, limits: limits) } catch { fatalError("\(error)") }
    }

    private static func read(into head: ResponseHead, _ limits: Limits) {
        var finder = HeadEndFinder()
        guard let end = finder.find(in: response.span) else { fatalError("a head without an end") }
        do {
            try ResponseHeadParser.parse(response.span, end: end, into: head, requestMethod: .get, limits: limits)
        } catch { fatalError("\(error)") }
    }

    private static func write(_ count: Int, _ append: (inout ByteBuffer) -> Void) -> Int {
        var buffer = ByteBuffer(capacity: 1024)
        var sum = 0
        for _ in 0..<count {
            append(&buffer)
            sum &+= buffer.count
            buffer.removeAll()
        }
        return sum
    }
}
