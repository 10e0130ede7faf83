internal import CNGHTTP2
import TestSupport
import Glibc

struct Frame: Sendable {
    var type: UInt8
    var flags: UInt8
    var stream: UInt32
    var payload: [UInt8]
    /// Of HEADERS.
    var fields: [(name: String, value: String)] = []

    var code: UInt32 { payload.suffix(type == 7 ? payload.count - 4 : 4).prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
    var endsStream: Bool { type <= 1 && flags & 1 != 0 }
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// A blocking client that sends whatever it is told. Waits at most five seconds for anything.
@safe
final class TestClient {
    private let descriptor: Int32
    private var pending: [UInt8] = []
    private let inflater: OpaquePointer?
    private(set) var isClosed = false
    /// Whether SETTINGS and PING are answered; not in the middle of a frame.
    var answers = true

    init(port: Int) {
        descriptor = BlockingSocket.connect(port)
        var made: OpaquePointer?
        unsafe nghttp2_hd_inflate_new(&made)
        unsafe inflater = made
    }

    deinit {
        unsafe nghttp2_hd_inflate_del(inflater)
        close(descriptor)
    }

    /// A client that has said hello.
    static func connected(_ port: Int, settings: [(UInt16, UInt32)] = []) -> TestClient {
        let client = TestClient(port: port)
        client.send(FrameBytes.preface + FrameBytes.settings(settings))
        return client
    }

    func send(_ bytes: [UInt8]) { BlockingSocket.send(bytes, to: descriptor) }
    func leave() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// The next frame; `nil` when the server has closed or says nothing.
    func next() -> Frame? {
        guard let header = take(9) else { return nil }
        let length = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
        guard let payload = take(length) else { return nil }
        let stream = header[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        var frame = Frame(type: header[3], flags: header[4], stream: stream, payload: payload)
        if frame.type == 1 { frame.fields = decode(payload) }
        guard answers else { return frame }
        if frame.type == 4, frame.flags & 1 == 0 { send(FrameBytes.settingsAcknowledged) }
        if frame.type == 6, frame.flags & 1 == 0 { send(FrameBytes.frame(6, flags: 1, payload)) }
        return frame
    }

    private func take(_ count: Int) -> [UInt8]? {
        while pending.count < count {
            guard let more = BlockingSocket.receive(descriptor) else {
                isClosed = true
                return nil
            }
            pending += more
        }
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }

    private func decode(_ block: [UInt8]) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        var offset = 0
        while offset < block.count {
            var pair = unsafe nghttp2_nv()
            var flags: Int32 = 0
            let used = unsafe block.withUnsafeBufferPointer {
                unsafe nghttp2_hd_inflate_hd2(inflater, &pair, &flags, $0.baseAddress! + offset, $0.count - offset, 1)
            }
            guard used >= 0 else { break }
            offset += used
            if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
                let name = unsafe String(decoding: UnsafeBufferPointer(start: pair.name, count: pair.namelen), as: UTF8.self)
                let value = unsafe String(
                    decoding: UnsafeBufferPointer(start: pair.value, count: pair.valuelen), as: UTF8.self)
                fields.append((name, value))
            }
            if flags & Int32(NGHTTP2_HD_INFLATE_FINAL.rawValue) != 0 { break }
        }
        unsafe nghttp2_hd_inflate_end_headers(inflater)
        return fields
    }

    /// Everything that came for one stream until it ended, or until the connection did.
    func response(on stream: UInt32 = 1) -> Response {
        var response = Response()
        while let frame = next() {
            if frame.type == 7 { response.goAway = frame.code }
            guard frame.stream == stream else { continue }
            response.take(frame)
            if response.isEnded { break }
        }
        return response
    }

    /// Skips to the first frame that fits.
    func first(where fits: (Frame) -> Bool) -> Frame? {
        while let frame = next() {
            if fits(frame) { return frame }
        }
        return nil
    }
}

struct Response: Sendable {
    var heads: [Frame] = []
    var body: [UInt8] = []
    var trailers: Frame?
    var reset: UInt32?
    var goAway: UInt32?
    var hasEnd = false

    var isEnded: Bool { hasEnd || reset != nil }
    var status: Int? { heads.last?[":status"].flatMap { Int($0) } }
    var text: String { String(decoding: body, as: UTF8.self) }

    mutating func take(_ frame: Frame) {
        switch frame.type {
        case 0: body += frame.payload
        case 1 where frame[":status"] == nil: trailers = frame
        case 1: heads.append(frame)
        case 3: reset = frame.code
        default: break
        }
        if frame.endsStream { hasEnd = true }
    }
}
