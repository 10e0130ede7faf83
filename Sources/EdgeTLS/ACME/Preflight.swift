import EdgeCore

/// A look at the name from here before a CA is asked: explains, and helps to choose the challenge. Never forbids: split DNS,
/// hairpin NAT and proxies in front make it wrong about itself.
struct Preflight: Sendable {
    /// What was seen.
    struct Report: Sendable, Hashable {
        /// In words, for an error; `nil` where everything is as it should be.
        var facts: String?
        var isPort80Blocked = false
        var isPort443Blocked = false
    }

    let http: ControlClient
    let executor: BlockingExecutor
    let board: HTTPChallengeBoard
    let port: Int
    let tlsPort: Int
    /// Whether a handshake for the name is answered at all: one that is refused until there is a certificate tells nothing.
    let showsCertificate: Bool

    /// Seconds for each address: who answers at all answers in milliseconds.
    private static let patience = 3
    private static let addressLimit = 4

    func look(at name: String) async -> Report {
        guard !name.hasPrefix("*.") else { return Report() }
        let found = (try? await executor.run { Self.addresses(of: name) }) ?? []
        let addresses = Array(found.prefix(Self.addressLimit))
        guard !addresses.isEmpty else { return Report(facts: "\(name) has no address here") }
        let token = "edge-preflight-" + Base64URL.encode((0..<12).map { _ in UInt8.random(in: .min ... .max) })
        await board.put(token, for: token)
        async let onHTTP = probe(addresses, isSecure: false, name: name, token: token)
        async let onHTTPS = showsCertificate ? probe(addresses, isSecure: true, name: name, token: token) : []
        let (plain, secure) = await (onHTTP, onHTTPS)
        await board.remove(token)
        let lines = plain + secure
        return Report(
            facts: lines.isEmpty ? nil : lines.joined(separator: "; "), isPort80Blocked: plain.count == addresses.count,
            isPort443Blocked: secure.count == addresses.count)
    }

    /// What is wrong, address by address.
    private func probe(_ addresses: [String], isSecure: Bool, name: String, token: String) async -> [String] {
        var lines: [String] = []
        for address in addresses {
            if let line = await probe(address, isSecure: isSecure, name: name, token: token) { lines.append(line) }
        }
        return lines
    }

    private static func addresses(of name: String) -> [String] {
        SocketAddress(literal: name).map { [$0.host] } ?? NameResolver.look(up: name).map(\.host)
    }

    /// What is wrong at one address; `nil` when we answer there ourselves.
    private func probe(_ address: String, isSecure: Bool, name: String, token: String) async -> String? {
        let port = isSecure ? tlsPort : port
        let place = WebAddress(
            isSecure: isSecure, host: name, port: port, target: "/.well-known/acme-challenge/\(token)")
        let request = ClientRequest(address: place, connectTo: address)
        let record = address.contains(":") ? "AAAA record" : "A record"
        do {
            let response = try await http.send(request, within: Self.patience, on: executor)
            if response.status == 200, response.body == Array(token.utf8) { return nil }
            return "at \(address) (\(record)) port \(port) something else answers, with \(response.status)"
        } catch {
            return "nothing answers at \(address) (\(record)) port \(port): \(error)"
        }
    }
}
