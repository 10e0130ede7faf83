import FoundationEssentials

/// JSON as ACME sends and gets it.
enum JSONText {
    /// Keys in a fixed order: a thumbprint is made over the text (RFC 7638 §3.3).
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Values of ours hold nothing that JSON cannot say.
        return (try? encoder.encode(value)).map { [UInt8]($0) } ?? []
    }

    /// `nil` for what is none; fields that are not known are passed over (RFC 8555 §7.1).
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }
}
