import EdgeCore

/// Waits until a TXT record can be seen: a CA that looks too early counts the attempt as failed.
struct TextRecordLook: Sendable {
    let servers: [NameServer]
    /// Seconds.
    let patience: Int
    let executor: BlockingExecutor

    private static let txt: UInt16 = 16
    private static let pause = Duration.seconds(2)

    /// Returns once every server has the value.
    ///
    /// - Throws: `ACMEError` when one of them does not come to have it.
    func wait(for value: String, at name: String) async throws {
        let end = ContinuousClock.now + .seconds(patience)
        while true {
            let missing = try await executor.run { servers.filter { !Self.has(value, at: name, $0) } }
            if missing.isEmpty { return }
            guard ContinuousClock.now + Self.pause < end else {
                throw ACMEError(
                    "the TXT record of \(name) could not be seen within \(patience) s, though the DNS hook has made it: "
                        + "\(missing.count) of \(servers.count) name servers do not have it; is it the right zone?",
                    challenge: .dns)
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    private static func has(_ value: String, at name: String, _ server: NameServer) -> Bool {
        server.ask(name, for: txt)?.contains { text(of: $0) == value } == true
    }

    /// One text from the strings that it is cut into (RFC 1035 §3.3.14).
    static func text(of data: [UInt8]) -> String {
        var bytes: [UInt8] = []
        var rest = data[...]
        while let length = rest.popFirst() {
            bytes += rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
