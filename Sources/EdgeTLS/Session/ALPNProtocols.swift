import EdgeCore

/// The application protocols of one side, in order of preference (RFC 7301).
struct ALPNProtocols: Sendable {
    let names: [StaticString]
    /// The list as it stands in a hello: each name behind its length (RFC 7301 §3.1).
    let wireFormat: [UInt8]

    init(_ names: [StaticString]) {
        self.names = names
        var bytes: [UInt8] = []
        for name in names {
            precondition((1...255).contains(name.utf8CodeUnitCount), "an ALPN id has 1 to 255 bytes")
            bytes.append(UInt8(name.utf8CodeUnitCount))
            name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        }
        wireFormat = bytes
    }

    /// The index of the first of our names that the client's list (length-prefixed names) has.
    func firstShared(with offered: Span<UInt8>) -> Int? {
        names.firstIndex { Self.list(offered, contains: $0) }
    }

    /// The index of the name that a server chose.
    func index(of name: Span<UInt8>) -> Int? { names.firstIndex { name.equals($0) } }

    static func list(_ list: Span<UInt8>, contains name: StaticString) -> Bool {
        var index = 0
        while index < list.count {
            let start = index + 1
            let end = start + Int(list[index])
            guard end <= list.count else { return false }
            if list.extracting(start..<end).equals(name) { return true }
            index = end
        }
        return false
    }

    /// The protocol that proves control over a name to an ACME server (RFC 8737).
    static let acmeChallenge: StaticString = "acme-tls/1"
}
