internal import CLinux
import EdgeCore
import Glibc

/// A name server, asked for what `getaddrinfo` does not know: one question over UDP, one answer (RFC 1035). Blocks for at most
/// two seconds a question.
package struct NameServer: Sendable, Hashable {
    private let address: SocketAddress
    private static let milliseconds: Int32 = 2000

    /// - Parameter text: an address, with or without a port.
    package init?(_ text: String) {
        if let address = SocketAddress(literal: text, port: 53) {
            self.address = address
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard let address = SocketAddress(literal: host, port: port) else { return nil }
        self.address = address
    }

    /// The first that the system is configured with.
    package static var system: NameServer? {
        let text = (try? FileSystem.read("/etc/resolv.conf")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lines = text.split(separator: "\n").map { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }) }
        let address = lines.first { $0.count >= 2 && $0[0] == "nameserver" }?[1]
        return address.flatMap { NameServer(String($0)) }
    }

    /// The data of the records of a type that are in the answer, those behind an alias too; empty where there are none.
    ///
    /// - Returns: `nil` when nothing answers, or refuses to.
    package func ask(_ name: String, for type: UInt16) -> [[UInt8]]? {
        let family = address.family == .ipv4 ? AF_INET : AF_INET6
        let descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let socket = Socket(descriptor: descriptor)
        guard socket.connect(to: address) else { return nil }
        let id = UInt16.random(in: .min ... .max)
        guard case .bytes = socket.send(Self.question(name, type: type, id: id).span) else { return nil }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, Self.milliseconds) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 4096)
        var room = buffer.mutableSpan
        guard case .bytes(let count) = socket.receive(into: &room) else { return nil }
        return Self.answer(Array(buffer[..<count]), type: type, id: id)
    }

    /// RFC 1035 §4.1: recursion wanted, one question.
    static func question(_ name: String, type: UInt16, id: UInt16) -> [UInt8] {
        var bytes = [UInt8(id >> 8), UInt8(id & 255), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        for label in name.split(separator: ".") { bytes += [UInt8(min(label.utf8.count, 63))] + label.utf8.prefix(63) }
        return bytes + [0, UInt8(type >> 8), UInt8(type & 255), 0, 1]
    }

    /// `nil` for what is no answer to this question.
    static func answer(_ bytes: [UInt8], type: UInt16, id: UInt16) -> [[UInt8]]? {
        guard bytes.count >= 12, word(bytes, 0) == id, bytes[2] & 0x80 != 0 else { return nil }
        // NXDOMAIN is an answer too: no record there.
        guard [0, 3].contains(bytes[3] & 15) else { return nil }
        guard var offset = skipName(bytes, 12) else { return nil }
        offset += 4
        var found: [[UInt8]] = []
        for _ in 0..<word(bytes, 6) {
            guard let start = skipName(bytes, offset), start + 10 <= bytes.count else { return found }
            let data = start + 10
            let end = data + Int(word(bytes, start + 8))
            guard end <= bytes.count else { return found }
            if word(bytes, start) == type { found.append(Array(bytes[data..<end])) }
            offset = end
        }
        return found
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
