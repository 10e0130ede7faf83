internal import EdgeTLS

/// Asks the system's name server for CAA records (RFC 8659), which `getaddrinfo` does not know. Blocks for at most two seconds a
/// question.
enum CAAQuery {
    /// Tag and value, such as `issue` and `letsencrypt.org`.
    struct Record: Equatable, Sendable {
        let tag: String
        let value: String
    }

    private static let caa: UInt16 = 257

    /// The records that hold for the name: its own, or those of the nearest name above that has any (RFC 8659 §3).
    ///
    /// - Returns: `nil` when no name server answers.
    static func records(for name: String) -> [Record]? {
        guard let server = NameServer.system else { return nil }
        var labels = name.split(separator: ".")[...]
        while !labels.isEmpty {
            guard let found = server.ask(labels.joined(separator: "."), for: caa) else { return nil }
            let records = found.compactMap(record)
            if !records.isEmpty { return records }
            labels = labels.dropFirst()
        }
        return []
    }

    /// Flags, the length of the tag, the tag, and the value (RFC 8659 §4.1).
    static func record(_ data: [UInt8]) -> Record? {
        guard data.count >= 2, data.count >= 2 + Int(data[1]) else { return nil }
        let split = 2 + Int(data[1])
        return Record(
            tag: String(decoding: data[2..<split], as: UTF8.self).lowercased(),
            value: String(decoding: data[split...], as: UTF8.self))
    }
}
