/// An open WebSocket (or other tunnel) as an operator sees it: a copy, made on request.
package struct OpenSocket: Sendable {
    /// Unique while the server runs: the worker and the socket's number there.
    package let id: String
    /// The network that the client is in, /24 or /48: enough to find a flood, and no address of a person.
    package let client: AddressRange
    package let host: String
    package let userAgent: String
    /// Who answers on the other side.
    package let upstream: String
    /// Seconds since the request for it.
    package let age: Int
    /// Seconds since the last byte, either way.
    package let idle: Int
    package let bytesIn: Int
    package let bytesOut: Int
}

/// Which open sockets are meant.
package enum SocketSelection: Sendable {
    case id(String)
    /// Those of clients in this range.
    case clients(AddressRange)
    case all

    /// Reads an id as `OpenSocket.id` has it, an address, or a range in CIDR form.
    package init?(_ text: String) {
        if let range = AddressRange(text) {
            self = .clients(range)
        } else if OpenSocket.isID(text) {
            self = .id(text)
        } else {
            return nil
        }
    }

    func contains(_ exchange: Exchange, id: String) -> Bool {
        switch self {
        case .id(let wanted): wanted == id
        case .clients(let range): range.contains(exchange.record.client)
        case .all: true
        }
    }
}

extension OpenSocket {
    static func isID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { Int($0) != nil }
    }

    init(_ exchange: Exchange, id: String, now: Instant) {
        let record = exchange.record
        self.init(
            id: id, client: Self.network(of: record.client), host: LogText.escaped(exchange.loggedHead?.host ?? ""),
            userAgent: LogText.escaped(exchange.loggedHead?.userAgent ?? "", limit: 120), upstream: exchange.responderName ?? "",
            age: (now - record.begin).seconds, idle: (now - record.lastMove).seconds, bytesIn: record.bytesIn,
            bytesOut: record.bytesOut)
    }

    private static func network(of client: SocketAddress) -> AddressRange {
        let client = client.normalized
        return AddressRange(network: client, prefixLength: client.family == .ipv4 ? 24 : 48)
    }
}
