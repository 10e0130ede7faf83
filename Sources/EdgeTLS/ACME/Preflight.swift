import EdgeCore

/// A look at the name from here before a CA is asked: explains, and helps to choose the challenge. Never forbids: split DNS,
/// hairpin NAT and proxies in front make it wrong about itself.
struct Preflight: Sendable {
    /// What was seen.
    struct Report: Sendable, Hashable {
        /// In words, for an error; `nil` where everything is as it should be.
        var facts: String?
        var isPort80Blocked: Bool
    }

    let http: ControlClient
    let executor: BlockingExecutor
    let board: HTTPChallengeBoard
    let port: Int

    /// Seconds for each address: who answers at all answers in milliseconds.
    private static let patience = 3
    private static let addressLimit = 4

    func look(at name: String) async -> Report {
        guard !name.hasPrefix("*.") else { return Report(isPort80Blocked: false) }
        let addresses = (try? await executor.run { Self.addresses(of: name) }) ?? []
        guard !addresses.isEmpty else {
            return Report(facts: "\(name) has no address here", isPort80Blocked: false)
        }
        let token = "edge-preflight-" + Base64URL.encode((0..<12).map { _ in UInt8.random(in: .min ... .max) })
        await board.put(token, for: token)
        var lines: [String] = []
        for address in addresses.prefix(Self.addressLimit) {
            if let line = await probe(address, name: name, token: token) { lines.append(line) }
        }
        await board.remove(token)
        return Report(
            facts: lines.isEmpty ? nil : lines.joined(separator: "; "),
            isPort80Blocked: lines.count == min(addresses.count, Self.addressLimit))
    }

    private static func addresses(of name: String) -> [String] {
        SocketAddress(literal: name).map { [$0.host] } ?? NameResolver.look(up: name).map(\.host)
    }

    /// What is wrong at one address; `nil` when we answer there ourselves.
    private func probe(_ address: String, name: String, token: String) async -> String? {
        let place = WebAddress(
            isSecure: false, host: name, port: port, target: "/.well-known/acme-challenge/\(token)")
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
