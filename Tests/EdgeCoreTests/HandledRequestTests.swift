internal import HTTPTypes
import Testing

@testable import EdgeCore

@Suite("What a handler is told")
struct HandledRequestTests {
    private func handled(_ lines: String, trusted: Bool = false, isSecure: Bool = false) throws -> HTTPRequest {
        let head = try requestHead("POST /a?b HTTP/1.1\r\nHost: chat.example.com:81\r\n\(lines)\r\n\r\n")
        var record = ExchangeRecord()
        record.client = .ipv4(0xCB00_7109, port: 1)
        record.isSecure = isSecure
        record.isFromTrustedProxy = trusted
        return HandledRequest.make(from: head, record: record)
    }

    @Test("is the request as it came, with the client's own address")
    func request() throws {
        let request = try handled("X-A: 1\r\nx-a: 2\r\nCookie: c", isSecure: true)
        #expect(request.method == .post && request.path == "/a?b" && request.authority == "chat.example.com:81")
        #expect(request.scheme == "https")
        let fields = request.headerFields.map { "\($0.name.rawName): \($0.value)" }
        #expect(fields == ["X-A: 1", "x-a: 2", "Cookie: c", "X-Forwarded-For: 203.0.113.9"])
    }

    @Test("holds no claim of a stranger")
    func claims() throws {
        let names = ClientAddressFields.names.map(\.description)
            + ["x-forwarded-for", "x-forwarded-proto", "x-real-ip", "x-forwarded-host"]
        for name in names {
            for spelling in [name, String(name.map { $0 == "-" ? "_" : $0 })] {
                let request = try handled("\(spelling): 198.51.100.1")
                #expect(request.headerFields.map(\.name.rawName) == ["X-Forwarded-For"], "\(spelling)")
                #expect(request.headerFields.first?.value == "203.0.113.9", "\(spelling)")
            }
        }
        let trusted = try handled("X-Forwarded-Host: inner", trusted: true)
        #expect(trusted.headerFields.contains { $0.name.rawName == "X-Forwarded-Host" && $0.value == "inner" })
    }

    @Test("becomes a response that is framed once", arguments: [
        ([("Content-Length", "5")], 200, BodyLength.known(5), ["Content-Length: 5"]),
        ([], 200, .untilEnd, []), ([("Content-Length", "-5")], 200, .untilEnd, []),
        ([("Content-Length", "+5")], 200, .untilEnd, []), ([("Content-Length", "abc")], 200, .untilEnd, []),
        ([("Content-Length", "5"), ("Content-Length", "6")], 200, .known(5), ["Content-Length: 5"]),
        ([("X", "y")], 204, .none, ["X: y"]), ([("Content-Length", "5")], 304, .none, ["Content-Length: 5"]),
    ] as [([(String, String)], Int, BodyLength, [String])])
    func response(_ fields: [(String, String)], _ status: Int, _ length: BodyLength, _ lines: [String]) throws {
        var response = HTTPResponse(status: .init(code: status))
        for (name, value) in fields {
            response.headerFields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        let head = ResponseHead()
        HandledRequest.fill(head, from: response, method: .get)
        #expect(head.status == status && head.bodyLength == length)
        #expect(allLines(head.fields) == lines)
        HandledRequest.fill(head, from: response, method: .head)
        #expect(head.bodyLength == .none && allLines(head.fields) == lines)
    }
}
