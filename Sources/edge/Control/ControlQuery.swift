import FoundationEssentials

/// Something that a command asks of the running edge. To add one: a type that conforms to this (in `Queries/`), a line in
/// `ControlTable+Running.swift`, and a command that asks it.
protocol ControlQuery: Codable, Sendable {
    associatedtype Answer: Codable, Sendable
    /// Its name on the wire.
    static var command: String { get }
}

/// One JSON line from a command.
struct ControlRequest<Query: ControlQuery>: Codable {
    var command = Query.command
    var query: Query

    init(_ query: Query) { self.query = query }
}

/// One JSON line to a command: an answer, or what went wrong in words.
struct ControlReply<Answer: Codable>: Codable {
    var error: String?
    var answer: Answer?
}

/// The answer to a query that only does something: words for people.
struct ControlMessage: Codable, Sendable {
    var message: String
    /// How many WebSockets are being closed.
    var sockets: Int?
}

/// The part of a request that tells whom it is for.
struct ControlAddressee: Decodable {
    var command: String
}

/// JSON in one line, keys in a fixed order.
enum ControlCoding {
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from line: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(line.utf8))
    }
}
