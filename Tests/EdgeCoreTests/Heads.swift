@testable import EdgeCore

/// What a request head was read as, in a form that tests can compare and print.
struct ReadRequest: Equatable {
    var method: String
    var target: String
    var authority: String
    var minorVersion: Int
    var body: BodyLength
    var fields: [String]
    var keepsAlive: Bool
    var expectsContinue: Bool
    var asksForUpgrade: Bool

    init(_ head: RequestHead) {
        method = head.methodText
        target = head.targetText
        authority = head.authorityText
        minorVersion = head.minorVersion
        body = head.bodyLength
        fields = allLines(head.fields)
        keepsAlive = head.keepsAlive
        expectsContinue = head.expectsContinue
        asksForUpgrade = head.asksForUpgrade
    }
}

struct ReadResponse: Equatable {
    var status: Int
    var reason: String
    var minorVersion: Int
    var body: BodyLength
    var fields: [String]
    var keepsAlive: Bool

    init(_ head: ResponseHead) {
        status = head.status
        reason = head.fields.text(in: head.reasonRange)
        minorVersion = head.minorVersion
        body = head.bodyLength
        fields = allLines(head.fields)
        keepsAlive = head.keepsAlive
    }
}

/// What a reader made of the bytes so far.
enum Outcome<Head: Equatable>: Equatable {
    case incomplete
    case head(Head, end: Int)
    case refused(HTTP1Error)
}

/// Reads a head the way a codec does: looks for its end in what has come, then has it parsed.
struct HeadReader {
    var limits = Limits()
    var requestMethod = Method.get
    private var finder = HeadEndFinder()

    init(limits: Limits = Limits(), requestMethod: Method = .get) {
        self.limits = limits
        self.requestMethod = requestMethod
    }

    mutating func request(_ bytes: [UInt8]) -> Outcome<ReadRequest> {
        guard let end = finder.find(in: bytes.span) else { return .incomplete }
        let head = RequestHead()
        do {
            try RequestHeadParser.parse(bytes.span, end: end, into: head, limits: limits)
            return .head(ReadRequest(head), end: end)
        } catch {
            return .refused(error)
        }
    }

    mutating func response(_ bytes: [UInt8]) -> Outcome<ReadResponse> {
        guard let end = finder.find(in: bytes.span) else { return .incomplete }
        let head = ResponseHead()
        do {
            try ResponseHeadParser.parse(bytes.span, end: end, into: head, requestMethod: requestMethod, limits: limits)
            return .head(ReadResponse(head), end: end)
        } catch {
            return .refused(error)
        }
    }
}

func readRequest(_ text: String, limits: Limits = Limits()) -> Outcome<ReadRequest> {
    var reader = HeadReader(limits: limits)
    return reader.request(Array(text.utf8))
}

func readResponse(_ text: String, to method: Method = .get, limits: Limits = Limits()) -> Outcome<ReadResponse> {
    var reader = HeadReader(limits: limits, requestMethod: method)
    return reader.response(Array(text.utf8))
}

/// A request head as an object, for what works on it further.
func requestHead(_ text: String) throws -> RequestHead {
    let bytes = Array(text.utf8)
    let head = RequestHead()
    try RequestHeadParser.parse(bytes.span, end: bytes.count, into: head, limits: Limits())
    return head
}

func responseHead(_ text: String, to method: Method = .get) throws -> ResponseHead {
    let bytes = Array(text.utf8)
    let head = ResponseHead()
    try ResponseHeadParser.parse(bytes.span, end: bytes.count, into: head, requestMethod: method, limits: Limits())
    return head
}

/// Every line of a section, dropped or not, as `name: value`.
func allLines(_ fields: borrowing FieldSection) -> [String] {
    var lines: [String] = []
    for line in fields.lines { lines.append("\(fields.text(ofName: line)): \(fields.text(ofValue: line))") }
    return lines
}

/// The bytes that a section forwards.
func forwardedText(_ fields: borrowing FieldSection) -> String {
    var buffer = ByteBuffer()
    fields.appendForwardedLines(to: &buffer)
    return buffer.bytes.text
}

/// The lines that a section forwards, without their line ends.
func forwardedLines(_ fields: borrowing FieldSection) -> [String] {
    var lines: [String] = []
    var current: [UInt8] = []
    for byte in forwardedText(fields).utf8 {
        if byte == ASCII.lineFeed {
            lines.append(String(decoding: current, as: UTF8.self))
            current = []
        } else if byte != ASCII.carriageReturn {
            current.append(byte)
        }
    }
    if !current.isEmpty { lines.append(String(decoding: current, as: UTF8.self)) }
    return lines
}

/// A section with these lines.
func section(_ lines: [(String, String)]) -> FieldSection {
    var fields = FieldSection()
    for (name, value) in lines { fields.append(name, value) }
    return fields
}

/// Random numbers that are the same in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
