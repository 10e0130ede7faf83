import Glibc
import Testing

@testable import EdgeCore

/// What the C library makes of a literal: the second opinion.
private func system(_ text: String) -> String? {
    var v4 = in_addr()
    var v6 = in6_addr()
    var out = [CChar](repeating: 0, count: 64)
    if unsafe inet_pton(AF_INET, text, &v4) == 1 {
        unsafe inet_ntop(AF_INET, &v4, &out, 64)
    } else if unsafe inet_pton(AF_INET6, text, &v6) == 1 {
        unsafe inet_ntop(AF_INET6, &v6, &out, 64)
    } else {
        return nil
    }
    return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

@Suite("Socket addresses")
struct SocketAddressTests {
    @Test("are written in canonical form (RFC 5952)", arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"),
        ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"),
        ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("fe80::a:b", "fe80::a:b"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
    ])
    func canonical(_ text: String, _ expected: String) throws {
        let address = try #require(SocketAddress(literal: text))
        #expect(address.host == expected)
        #expect(SocketAddress(literal: address.host) == address)
        #expect(SocketAddress(literal: Array(text.utf8).span) == address)
    }

    @Test("are refused in forms that other readers take for something else", arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.4 ", " 1.2.3.4", "1.2.3.-4",
        "1..2.3",
        "0x1.2.3.4", "1.2.3.4.", ".1.2.3.4", "1.2.3.4:80", "2130706433", ":", ":::", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3", "::1::", "12345::", "g::", "1:", ":1", "1:2:3:4:5:6:7:8::", "::1%eth0", "[::1]",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3", "1.2.3.4::", "::1.2.3.4:5", "1:::2", "::ffff:1.2.3.256", "::01.2.3.4",
    ])
    func refused(_ text: String) {
        #expect(SocketAddress(literal: text) == nil)
        #expect(SocketAddress(literal: Array(text.utf8).span) == nil)
    }

    @Test("are read as the C library reads them, over random texts")
    func oracle() {
        var random = Seeded(11)
        let alphabet = Array("0123456789abcdefF:::...%[ ")
        let seeds = ["1.2.3.4", "2001:db8::1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8", "::", "fe80::1:0:0:2",
            "255.255.255.255"]
        for _ in 0..<20_000 {
            var text = Array(seeds[Int.random(in: 0..<seeds.count, using: &random)])
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...text.count, using: &random)
                let character = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text.insert(character, at: place)
                case 1 where place < text.count: text[place] = character
                default: if place < text.count { text.remove(at: place) }
                }
            }
            let literal = String(text)
            let ours = SocketAddress(literal: literal)
            let theirs = system(literal)
            #expect((ours == nil) == (theirs == nil), "\(literal)")
            guard let ours, let theirs else { continue }
            // The library writes IPv4 inside IPv6 in dotted form; everything else is the same.
            #expect(theirs.contains(":") && theirs.contains(".") || ours.host == theirs,
                "\(literal): \(ours.host), \(theirs)")
        }
    }

    @Test("are one whether mapped into IPv6 or not (RFC 4291 §2.5.5.2)")
    func normalized() throws {
        let mapped = try #require(SocketAddress(literal: "::ffff:192.0.2.1", port: 9))
        #expect(mapped.family == .ipv6 && mapped.normalized == SocketAddress(literal: "192.0.2.1", port: 9))
        for other in ["::fffe:192.0.2.1", "::192.0.2.1", "64:ff9b::192.0.2.1", "1::ffff:192.0.2.1", "192.0.2.1"] {
            let address = try #require(SocketAddress(literal: other))
            #expect(address.normalized == address, "\(other)")
        }
    }

    @Test("know loopback in every form", arguments: [
        ("127.0.0.1", true), ("127.255.0.9", true), ("::1", true), ("::ffff:127.0.0.1", true), ("128.0.0.1", false),
        ("::2", false), ("::", false), ("0.0.0.0", false), ("::ffff:10.0.0.1", false),
    ])
    func loopback(_ text: String, _ isLoopback: Bool) throws {
        #expect(try #require(SocketAddress(literal: text)).isLoopback == isLoopback)
        #expect(SocketAddress.unix("/run/x").isLoopback)
    }

    @Test("survive the kernel's form, with port and scope")
    func systemForm() {
        let addresses: [SocketAddress] = [
            .ipv4(0xC000_0201, port: 65535), .ipv4(0, port: 0),
            .ipv6(high: 0x2001_0DB8_0102_0304, low: 0xF0E0_D0C0_B0A0_9080, port: 443),
            .ipv6(high: 0xFE80_0000_0000_0000, low: 1, port: 1, scope: 7), .loopbackIPv4, .loopbackIPv6,
        ]
        for address in addresses {
            let back = unsafe address.withSystemAddress { pointer, _ in unsafe SocketAddress(system: pointer.pointee) }
            #expect(back == address)
        }
        let path = String(repeating: "p", count: SocketAddress.longestPath)
        let length = unsafe SocketAddress.unix(path).withSystemAddress { _, length in length }
        #expect(length == 110)
    }

    @Test("are described with their port, IPv6 in brackets")
    func description() {
        #expect(SocketAddress.ipv4(0x7F00_0001, port: 80).description == "127.0.0.1:80")
        #expect(SocketAddress.loopbackIPv6.with(port: 443).description == "[::1]:443")
        #expect(SocketAddress.unix("/run/chat.sock").description == "unix//run/chat.sock")
    }
}

@Suite("Address ranges")
struct AddressRangeTests {
    @Test("contain what agrees in the leading bits", arguments: [
        ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.9.9.9/8", "10.0.0.1", true),
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("192.0.2.0/31", "192.0.2.1", true),
        ("192.0.2.0/31", "192.0.2.2", false), ("0.0.0.0/0", "255.255.255.255", true), ("0.0.0.0/0", "::1", false),
        ("::/0", "2001:db8::1", true), ("::/0", "192.0.2.1", false), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::1", false), ("2001:db8::/64", "2001:db8:0:0:ffff::", true),
        ("2001:db8::/64", "2001:db8:0:1::", false), ("2001:db8::/65", "2001:db8::7fff:0:0:0", true),
        ("2001:db8::/65", "2001:db8::8000:0:0:0", false), ("2001:db8::1", "2001:db8::1", true),
        ("2001:db8::1/127", "2001:db8::", true), ("2001:db8::1/128", "2001:db8::2", false),
        // Mapped addresses are the IPv4 addresses that they stand for, on either side.
        ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("::ffff:10.0.0.0/104", "10.1.2.3", true),
        ("::ffff:10.0.0.0/104", "11.1.2.3", false), ("::ffff:10.0.0.1", "10.0.0.1", true),
        ("::ffff:0.0.0.0/96", "192.0.2.1", true),
    ])
    func containing(_ range: String, _ address: String, _ isInside: Bool) throws {
        let range = try #require(AddressRange(range))
        #expect(range.contains(try #require(SocketAddress(literal: address))) == isInside)
    }

    @Test("are refused where they say nothing clear", arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0/ 8", "10.0.0/8",
        "::/129",
        "localhost", "10.0.0.0/255.0.0.0", "[::1]/128", "::ffff:10.0.0.0/64", "::ffff:10.0.0.0/95",
    ])
    func refused(_ text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test("never contain a unix socket")
    func unix() throws {
        #expect(!(try #require(AddressRange("0.0.0.0/0"))).contains(.unix("/x")))
        #expect(!(try #require(AddressRange("::/0"))).contains(.unix("/x")))
    }

    @Test("of Cloudflare and of private networks are all there")
    func published() throws {
        #expect(AddressRange.cloudflare.count == 22)
        #expect(AddressRange.privateRanges.count == 8)
        let trusted = TrustedProxies(ranges: AddressRange.privateRanges)
        for text in ["127.0.0.1", "::1", "10.1.1.1", "172.31.255.255", "192.168.9.9", "169.254.1.1", "fd00::1",
            "fe80::1", "::ffff:10.0.0.1"] {
            #expect(trusted.contains(try #require(SocketAddress(literal: text))), "\(text)")
        }
        for text in ["172.32.0.0", "192.169.0.0", "203.0.113.1", "2001:db8::1", "fec0::1", "11.0.0.0"] {
            #expect(!trusted.contains(try #require(SocketAddress(literal: text))), "\(text)")
        }
        #expect(!TrustedProxies().contains(.loopbackIPv4))
    }

    @Test("are described as they are read")
    func description() throws {
        for text in ["10.0.0.0/8", "2001:db8::/32", "192.0.2.1/32"] {
            #expect(try #require(AddressRange(text)).description == text)
        }
    }
}
