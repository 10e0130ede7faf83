internal import CLinux
internal import EdgeCore
import Glibc

/// Asks the system's name server for CAA records (RFC 8659), which `getaddrinfo` does not know: one question over UDP, one
/// answer. Blocks for at most two seconds a question.
enum CAAQuery {
    /// Tag and value, such as `issue` and `letsencrypt.org`.
    struct Record: Equatable, Sendable {
        let tag: String
        let value: String
    }

    private static let caa: UInt16 = 257
    private static let milliseconds: Int32 = 2000

    /// The records that hold for the name: its own, or those of the nearest name above that has any (RFC 8659 §3).
    ///
    /// - Returns: `nil` when no name server answers.
    static func records(for name: String) -> [Record]? {
        guard let server else { return nil }
        var labels = name.split(separator: ".")[...]
        while !labels.isEmpty {
            guard let found = ask(labels.joined(separator: "."), server) else { return nil }
            if !found.isEmpty { return found }
            labels = labels.dropFirst()
        }
        return []
    }

    private static var server: SocketAddress? {
        let text = (try? EdgefileReader.bytes(of: "/etc/resolv.conf")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lines = text.split(separator: "\n").map { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }) }
        let address = lines.first { $0.count >= 2 && $0[0] == "nameserver" }?[1]
        return address.flatMap { SocketAddress(literal: $0, port: 53) }
    }

    private static func ask(_ name: String, _ server: SocketAddress) -> [Record]? {
        let family = server.family == .ipv4 ? AF_INET : AF_INET6
        let descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let socket = Socket(descriptor: descriptor)
        guard socket.connect(to: server) else { return nil }
        let id = UInt16.random(in: .min ... .max)
        guard case .bytes = socket.send(question(name, id: id).span) else { return nil }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, milliseconds) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 4096)
        var room = buffer.mutableSpan
        guard case .bytes(let count) = socket.receive(into: &room) else { return nil }
        return answer(Array(buffer[..<count]), id: id)
    }

    /// RFC 1035 §4.1: recursion wanted, one question.
    static func question(_ name: String, id: UInt16) -> [UInt8] {
        var bytes = [UInt8(id >> 8), UInt8(id & 255), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        for label in name.split(separator: ".") { bytes += [UInt8(min(label.utf8.count, 63))] + label.utf8.prefix(63) }
        return bytes + [0, UInt8(caa >> 8), UInt8(caa & 255), 0, 1]
    }

    /// The CAA records of an answer; `nil` for what is no answer to this question.
    static func answer(_ bytes: [UInt8], id: UInt16) -> [Record]? {
        guard bytes.count >= 12, word(bytes, 0) == id, bytes[2] & 0x80 != 0 else { return nil }
        // NXDOMAIN is an answer too: no record there.
        guard [0, 3].contains(bytes[3] & 15) else { return nil }
        guard var offset = skipName(bytes, 12) else { return nil }
        offset += 4
        var records: [Record] = []
        for _ in 0..<word(bytes, 6) {
            guard let start = skipName(bytes, offset), start + 10 <= bytes.count else { return records }
            let length = Int(word(bytes, start + 8))
            let data = start + 10
            guard data + length <= bytes.count else { return records }
            if word(bytes, start) == caa, length >= 2, length >= 2 + Int(bytes[data + 1]) {
                let split = data + 2 + Int(bytes[data + 1])
                records.append(
                    Record(
                        tag: String(decoding: bytes[data + 2..<split], as: UTF8.self).lowercased(),
                        value: String(decoding: bytes[split..<data + length], as: UTF8.self)))
            }
            offset = data + length
        }
        return records
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt16 { UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1]) }

    /// Where the name at the offset ends; a pointer ends it (RFC 1035 §4.1.4).
    private static func skipName(_ bytes: [UInt8], _ start: Int) -> Int? {
        var offset = start
        while offset < bytes.count {
            let length = Int(bytes[offset])
            if length == 0 { return offset + 1 }
            if length & 0xC0 == 0xC0 { return offset + 2 <= bytes.count ? offset + 2 : nil }
            offset += length + 1
        }
        return nil
    }
}
