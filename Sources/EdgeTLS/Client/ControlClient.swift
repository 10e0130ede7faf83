import EdgeCore
import Glibc

/// HTTP/1.1 for the control plane: one request on a connection of its own, with a deadline and a bound on what comes back.
/// Blocks: for threads that may.
///
/// Parses with the same strictness as the data plane, because it is the same parser.
struct ControlClient: Sendable {
    private let provider: TLSUpstreamProvider

    /// A certificate chain of ten kilobytes is long; a directory of a CA has two.
    private static let bodyBytes = 1 << 20

    /// - Throws: `TLSError` when OpenSSL refuses its settings.
    init(roots: TrustRoots?) throws(TLSError) { provider = try TLSUpstreamProvider(roots: roots) }

    /// Sends a request and reads the whole response, on a thread that may block. Cancelling the task ends it soon.
    ///
    /// - Parameter seconds: for everything, from the look-up of the name on.
    /// - Throws: `ClientError`.
    func send(_ request: ClientRequest, within seconds: Int, on executor: BlockingExecutor) async throws -> ClientResponse {
        let deadline = Deadline(seconds: seconds)
        return try await withTaskCancellationHandler {
            try await executor.run { try send(request, until: deadline) }
        } onCancel: {
            deadline.cancel()
        }
    }

    private func send(_ request: ClientRequest, until deadline: Deadline) throws(ClientError) -> ClientResponse {
        let host = request.connectTo ?? request.address.host
        let addresses = SocketAddress(literal: host).map { [$0] } ?? NameResolver.look(up: host)
        guard !addresses.isEmpty else { throw ClientError(description: "the name \(host) has no address") }
        var lastError = ClientError(description: "no address of \(host) answered")
        for address in addresses {
            let place = address.with(port: UInt16(clamping: request.address.port))
            do {
                let connection = try connect(to: place, request.address, deadline)
                try connection.send(request.bytes)
                return try connection.readResponse(to: request.method, bodyLimit: Self.bodyBytes)
            } catch {
                lastError = ClientError(description: "\(place): \(error.description)")
            }
        }
        throw lastError
    }

    private func connect(
        to place: SocketAddress, _ address: WebAddress, _ deadline: Deadline
    ) throws(ClientError) -> ControlConnection {
        let socket: Socket
        do { socket = try Socket.connecting(to: place) } catch { throw ClientError(description: error.text) }
        let wire = Wire(socket: socket)
        let transport: any Transport =
            address.isSecure ? provider.makeTransport(on: wire, peerName: address.host) : PlaintextTransport(wire: wire)
        let connection = ControlConnection(wire: wire, transport: transport, deadline: deadline)
        try connection.open()
        return connection
    }
}
