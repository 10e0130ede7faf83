import Testing

@testable import Edgefile

@Suite("Values")
struct ValueTests {
    @Test(
        "durations have units",
        arguments: [
            ("30s", Duration.seconds(30)), ("1h30m", .seconds(5_400)), ("250ms", .milliseconds(250)),
            ("2d", .seconds(172_800)),
            ("1.5h", .seconds(5_400)), ("0", .zero), ("10us", .microseconds(10)), ("0.5s", .milliseconds(500)),
        ] as [(String, Duration)])
    func durations(_ text: String, _ value: Duration) {
        #expect(DurationText.parse(text) == value)
    }

    @Test(
        "what is no duration",
        arguments: ["", "30", "s", "-5s", "1x", "1h 30m", "99999999999999999999s", "1.s", "200000000d"])
    func noDurations(_ text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        "sizes are decimal or binary",
        arguments: [
            ("110MB", 110_000_000), ("110MiB", 115_343_360), ("4096", 4_096), ("1gb", 1_000_000_000), ("64kib", 65_536),
            ("1.5KB", 1_500), ("10B", 10),
        ])
    func sizes(_ text: String, _ bytes: Int) {
        #expect(SizeText.parse(text) == bytes)
    }

    @Test("what is no size", arguments: ["", "MB", "-1MB", "1 MB", "1XB", "99999999999TB", "1.MB"])
    func noSizes(_ text: String) {
        #expect(SizeText.parse(text) == nil)
    }

    @Test(
        "addresses of the internet",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("::1", "::1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"),
            ("::ffff:192.0.2.1", "::ffff:c000:201"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1::", "1::"),
        ])
    func addresses(_ text: String, _ shown: String) {
        #expect(IPAddress(text)?.description == shown)
    }

    @Test(
        "what is none",
        arguments: ["1.2.3", "1.2.3.256", "01.2.3.4", ":::", "1:2:3:4:5:6:7:8:9", "g::", "1::2::3", "", "12345::"])
    func noAddresses(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "ranges keep only the bits of the network",
        arguments: [
            ("10.1.2.3/8", "10.0.0.0/8"), ("192.0.2.1", "192.0.2.1/32"), ("2001:db8::1/32", "2001:db8::/32"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("10.255.255.255/9", "10.128.0.0/9"), ("private_ranges", "private_ranges"), ("cloudflare", "cloudflare"),
        ])
    func ranges(_ text: String, _ shown: String) {
        #expect(AddressRange(text)?.description == shown)
    }

    @Test("what is no range", arguments: ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "10/8", "/8", "cloud"])
    func noRanges(_ text: String) {
        #expect(AddressRange(text) == nil)
    }
}
