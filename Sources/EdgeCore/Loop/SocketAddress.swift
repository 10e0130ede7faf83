internal import CLinux
import Glibc

/// An IPv4, IPv6 or unix-socket address, by value: sixteen bytes and a port, or a path.
package struct SocketAddress: Hashable, Sendable {
    package enum Family: UInt8, Sendable { case ipv4, ipv6, unix }

    package let family: Family
    package let port: UInt16
    /// The IPv6 scope (interface index) of a link-local address, else zero.
    package let scope: UInt32
    /// The address in network order as two big-endian halves; an IPv4 address fills the low 32 bits of `low`.
    package let high: UInt64
    package let low: UInt64
    /// Beside the address, which each connection keeps, because few have one.
    private let unixPath: UnixPath?

    /// The path of a unix socket, else empty.
    package var path: String { unixPath?.text ?? "" }

    private init(family: Family, port: UInt16, high: UInt64, low: UInt64, scope: UInt32 = 0, path: String = "") {
        self.family = family
        self.port = port
        self.high = high
        self.low = low
        self.scope = scope
        unixPath = path.isEmpty ? nil : UnixPath(path)
    }

    package static func ipv4(_ address: UInt32, port: UInt16) -> SocketAddress {
        SocketAddress(family: .ipv4, port: port, high: 0, low: UInt64(address))
    }

    package static func ipv6(high: UInt64, low: UInt64, port: UInt16, scope: UInt32 = 0) -> SocketAddress {
        SocketAddress(family: .ipv6, port: port, high: high, low: low, scope: scope)
    }

    package static func unix(_ path: String) -> SocketAddress {
        SocketAddress(family: .unix, port: 0, high: 0, low: 0, path: path)
    }

    package static let anyIPv4 = SocketAddress.ipv4(0, port: 0)
    package static let anyIPv6 = SocketAddress.ipv6(high: 0, low: 0, port: 0)
    package static let loopbackIPv4 = SocketAddress.ipv4(0x7F00_0001, port: 0)
    package static let loopbackIPv6 = SocketAddress.ipv6(high: 0, low: 1, port: 0)

    package func with(port: UInt16) -> SocketAddress {
        SocketAddress(family: family, port: port, high: high, low: low, scope: scope, path: path)
    }

    /// An IPv4-mapped IPv6 address (`::ffff:a.b.c.d`, RFC 4291 §2.5.5.2) as the IPv4 address that it stands for; every
    /// other address as it is. What clients are known by, so that one client is never two.
    package var normalized: SocketAddress {
        guard family == .ipv6, high == 0, low >> 32 == 0xFFFF else { return self }
        return .ipv4(UInt32(truncatingIfNeeded: low), port: port)
    }

    /// Whether it stands for every interface.
    package var isAny: Bool { family != .unix && high == 0 && low == 0 }

    package var isLoopback: Bool {
        switch normalized.family {
        case .ipv4: normalized.low >> 24 == 127
        case .ipv6: high == 0 && low == 1
        case .unix: true
        }
    }
}

// MARK: - Text

extension SocketAddress: CustomStringConvertible {
    /// The address without its port: `203.0.113.7`, `2001:db8::1`.
    package var host: String {
        if family == .unix { return path }
        var text = ByteBuffer()
        appendHost(to: &text)
        return text.bytes.text
    }

    /// Writes the address without its port, as `host` has it; once a request, so it allocates nothing.
    package func appendHost(to buffer: inout ByteBuffer) {
        switch family {
        case .ipv4:
            for shift: UInt64 in [24, 16, 8] {
                buffer.append(decimal: Int(low >> shift & 255))
                buffer.append(UInt8(ascii: "."))
            }
            buffer.append(decimal: Int(low & 255))
        case .ipv6: appendCompressed(to: &buffer)
        case .unix: buffer.append(utf8: path)
        }
    }

    package var description: String {
        switch family {
        case .ipv4: "\(host):\(port)"
        case .ipv6: "[\(host)]:\(port)"
        case .unix: "unix/\(path)"
        }
    }

    /// The canonical text of RFC 5952: lower case, the longest run of zero groups as `::`.
    private func appendCompressed(to buffer: inout ByteBuffer) {
        let run = longestZeroRun
        var index = 0
        while index < 8 {
            if index == run.lowerBound, !run.isEmpty {
                buffer.append("::")
                index = run.upperBound
                continue
            }
            if index > 0, index != run.upperBound || run.isEmpty { buffer.append(UInt8(ascii: ":")) }
            buffer.append(hexadecimal: group(index))
            index += 1
        }
    }

    /// The first of the longest runs of two or more zero groups, or an empty range.
    private var longestZeroRun: Range<Int> {
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, group(end) == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        return best
    }

    private func group(_ index: Int) -> Int {
        Int((index < 4 ? high : low) >> UInt64((3 - index % 4) * 16) & 0xFFFF)
    }

    /// Reads an IPv4 or IPv6 literal, without brackets and without a port.
    package init?(literal text: some StringProtocol, port: UInt16 = 0) {
        if let address = Self.parseIPv4(Array(text.utf8).span) {
            self = .ipv4(address, port: port)
        } else if let (high, low) = Self.parseIPv6(Array(text.utf8).span) {
            self = .ipv6(high: high, low: low, port: port)
        } else {
            return nil
        }
    }

    /// Reads an IPv4 or IPv6 literal from bytes.
    package init?(literal bytes: Span<UInt8>) {
        if let address = Self.parseIPv4(bytes) {
            self = .ipv4(address, port: 0)
        } else if let (high, low) = Self.parseIPv6(bytes) {
            self = .ipv6(high: high, low: low, port: 0)
        } else {
            return nil
        }
    }

    /// Four decimal numbers; no leading zeros, which some readers take for octal.
    private static func parseIPv4(_ bytes: Span<UInt8>) -> UInt32? {
        guard bytes.count >= 7, bytes.count <= 15 else { return nil }
        var address: UInt32 = 0
        var parts = 0
        var value: UInt32 = 0
        var digits = 0
        for index in 0...bytes.count {
            if index == bytes.count || bytes[index] == UInt8(ascii: ".") {
                guard digits > 0, value <= 255, parts < 4 else { return nil }
                address = address << 8 | value
                parts += 1
                value = 0
                digits = 0
            } else {
                let digit = bytes[index] &- UInt8(ascii: "0")
                guard digit <= 9, digits < 3, !(digits == 1 && value == 0) else { return nil }
                value = value * 10 + UInt32(digit)
                digits += 1
            }
        }
        return parts == 4 ? address : nil
    }

    /// Eight groups of hexadecimal digits, at most one `::`, the last two groups possibly as an IPv4 literal.
    private static func parseIPv6(_ bytes: Span<UInt8>) -> (UInt64, UInt64)? {
        guard bytes.count >= 2, bytes.count <= 45 else { return nil }
        var groups: [UInt16] = []
        var gap: Int?
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: ":") {
                guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: ":"), gap == nil,
                    index == 0 || bytes[index - 1] != UInt8(ascii: ":")
                else { return nil }
                gap = groups.count
                index += 2
                continue
            }
            var end = index
            while end < bytes.count, bytes[end] != UInt8(ascii: ":") { end += 1 }
            let part = bytes.extracting(index..<end)
            if end == bytes.count, let address = parseIPv4(part) {
                groups += [UInt16(truncatingIfNeeded: address >> 16), UInt16(truncatingIfNeeded: address)]
                index = end
            } else {
                guard let group = parseGroup(part) else { return nil }
                groups.append(group)
                index = end
                guard index < bytes.count else { break }
                guard index + 1 < bytes.count else { return nil }
                if bytes[index + 1] != UInt8(ascii: ":") { index += 1 }
            }
        }
        guard gap == nil ? groups.count == 8 : groups.count < 8 else { return nil }
        if let gap { groups.insert(contentsOf: Array(repeating: 0, count: 8 - groups.count), at: gap) }
        let half = { (part: ArraySlice<UInt16>) in part.reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
        return (half(groups[..<4]), half(groups[4...]))
    }

    private static func parseGroup(_ bytes: Span<UInt8>) -> UInt16? {
        guard (1...4).contains(bytes.count) else { return nil }
        var value: UInt16 = 0
        for index in bytes.indices {
            guard let digit = ASCII.hexadecimalValue(bytes[index]) else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}

// MARK: - The kernel's form

extension SocketAddress {
    /// The longest path that fits `sun_path` with its final zero (unix(7)).
    package static let longestPath = 107

    var systemFamily: Int32 {
        switch family {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// Calls `body` with the address as the kernel wants it.
    func withSystemAddress<Result>(_ body: (UnsafePointer<sockaddr_storage>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            let raw = UnsafeMutableRawPointer(pointer)
            switch family {
            case .ipv4:
                let address = unsafe raw.assumingMemoryBound(to: sockaddr_in.self)
                unsafe address.pointee.sin_family = sa_family_t(AF_INET)
                unsafe address.pointee.sin_port = port.bigEndian
                unsafe address.pointee.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
                return unsafe body(UnsafePointer(pointer), socklen_t(MemoryLayout<sockaddr_in>.size))
            case .ipv6:
                let address = unsafe raw.assumingMemoryBound(to: sockaddr_in6.self)
                unsafe address.pointee.sin6_family = sa_family_t(AF_INET6)
                unsafe address.pointee.sin6_port = port.bigEndian
                unsafe address.pointee.sin6_scope_id = scope
                unsafe raw.storeBytes(of: high.bigEndian, toByteOffset: 8, as: UInt64.self)
                unsafe raw.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt64.self)
                return unsafe body(UnsafePointer(pointer), socklen_t(MemoryLayout<sockaddr_in6>.size))
            case .unix:
                unsafe pointer.pointee.ss_family = sa_family_t(AF_UNIX)
                let bytes = Array(path.utf8.prefix(Self.longestPath))
                for (index, byte) in bytes.enumerated() {
                    unsafe raw.storeBytes(of: byte, toByteOffset: 2 + index, as: UInt8.self)
                }
                return unsafe body(UnsafePointer(pointer), socklen_t(2 + bytes.count + 1))
            }
        }
    }

    /// Reads what the kernel filled in; `nil` for a family that is not ours.
    init?(system storage: sockaddr_storage) {
        var storage = storage
        let read = unsafe withUnsafeMutablePointer(to: &storage) { pointer -> SocketAddress? in
            let raw = UnsafeMutableRawPointer(pointer)
            switch unsafe Int32(pointer.pointee.ss_family) {
            case AF_INET:
                let address = unsafe raw.load(as: sockaddr_in.self)
                return .ipv4(UInt32(bigEndian: address.sin_addr.s_addr), port: UInt16(bigEndian: address.sin_port))
            case AF_INET6:
                let high = unsafe UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                let low = unsafe UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
                let port = unsafe UInt16(bigEndian: raw.load(fromByteOffset: 2, as: UInt16.self))
                let scope = unsafe raw.load(fromByteOffset: 24, as: UInt32.self)
                return .ipv6(high: high, low: low, port: port, scope: scope)
            case AF_UNIX:
                return .unix("")
            default:
                return nil
            }
        }
        guard let read else { return nil }
        self = read
    }
}
