import EdgeCore
import Testing

/// Addresses of upstreams as text.
@Suite("An upstream's address")
struct UpstreamAddressTests {
    @Test("is read from text, and written as it was read", arguments: [
        ("localhost:8080", UpstreamAddress.tcp(host: "localhost", port: 8080)),
        ("192.0.2.1:80", .tcp(host: "192.0.2.1", port: 80)), ("[2001:db8::1]:80", .tcp(host: "2001:db8::1", port: 80)),
        ("unix//run/chat.sock", .unix(path: "/run/chat.sock")), ("unix/chat.sock", .unix(path: "chat.sock")),
    ])
    func reading(_ text: String, _ address: UpstreamAddress) {
        #expect(UpstreamAddress(text) == address)
        #expect(address.description == text)
    }

    @Test("is nothing else", arguments: [
        "", ":", ":80", "localhost", "localhost:", "localhost:0", "localhost:65536", "localhost:80x", "localhost:-1",
        "2001:db8::1:80", "[]:80", "http://localhost:80", "unix/", "localhost:99999999999999999999",
    ])
    func refusing(_ text: String) { #expect(UpstreamAddress(text) == nil) }

    @Test("names a group where one is asked for")
    func groups() {
        let one: UpstreamGroup = "localhost:8080"
        let two: UpstreamGroup = ["10.0.0.1:8080", "10.0.0.2:8080"]
        #expect(one.peers == [.tcp(host: "localhost", port: 8080)])
        #expect(two.peers.map(\.description) == ["10.0.0.1:8080", "10.0.0.2:8080"])
    }
}
