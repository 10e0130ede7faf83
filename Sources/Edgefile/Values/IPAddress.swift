/// An IPv4 or IPv6 address.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16 bytes, in network order.
    public let bytes: [UInt8]

    public var isIPv6: Bool { bytes.count == 16 }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// `203.0.113.7` or `2001:db8::1`, without brackets or zone; `nil` for anything else.
    public init?(_ text: String) {
        guard let bytes = text.contains(":") ? Self.version6(text[...]) : Self.version4(text[...]) else { return nil }
        self.bytes = bytes
    }

    /// The first `prefix` bits kept, the others zero.
    func masked(to prefix: Int) -> IPAddress {
        var result = bytes
        for index in result.indices {
            let kept = min(max(prefix - index * 8, 0), 8)
            result[index] &= kept == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - kept))
        }
        return IPAddress(bytes: result)
    }

    private static func version4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            let isPlain = part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part.count == 1 || part.first != "0")
            guard isPlain, part.count <= 3, let byte = UInt8(part) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func version6(_ text: Substring) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            guard let all = groups(text), all.count == 16 else { return nil }
            return all
        }
        let (before, after) = (text[..<gap.lowerBound], text[gap.upperBound...])
        guard let head = before.isEmpty ? [] : groups(before), let tail = after.isEmpty ? [] : groups(after),
            head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 8 else { return nil }
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let last = version4(part) else { return nil }
                return bytes + last
            }
            let isHex = (1...4).contains(part.utf8.count) && part.utf8.allSatisfy { isHexDigit($0) }
            guard isHex, let group = UInt16(part, radix: 16) else { return nil }
            bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return bytes
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    public var description: String {
        guard isIPv6 else { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        var (start, length) = (0, 0)
        for first in groups.indices {
            let run = groups[first...].prefix { $0 == 0 }.count
            if run > length { (start, length) = (first, run) }
        }
        let hex = groups.map { String($0, radix: 16) }
        guard length > 1 else { return hex.joined(separator: ":") }
        return hex[..<start].joined(separator: ":") + "::" + hex[(start + length)...].joined(separator: ":")
    }
}
