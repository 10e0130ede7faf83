internal import EdgeCore
import Glibc

/// The edge that this process takes over from, at the other end of its control socket.
final class Predecessor: Sendable {
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    let manifest: HandOverManifest
    /// Listening sockets, under the addresses that the old configuration has for them.
    let listeners: [ListeningSocket]
    let control: ControlListener
    private let connection: ControlConnection

    /// Asks the edge at the path for everything it has. It goes on serving until `ready`. Blocks.
    ///
    /// - Returns: `nil` when nobody answers there.
    /// - Throws: `Refusal`, or what broke in between.
    static func find(at path: String) throws -> Predecessor? {
        guard let socket = try? LineSocket.connecting(to: path) else { return nil }
        try socket.writeLine(try ControlCoding.line(ControlRequest(TakeOverQuery(version: EdgeVersion.number))))
        guard let line = try socket.readLine(within: HandOverManifest.patience) else {
            throw Refusal(description: "the running edge hung up when it was asked to hand over")
        }
        let reply = try ControlCoding.decode(ControlReply<HandOverManifest>.self, from: line)
        guard let manifest = reply.answer else {
            throw Refusal(description: "the running edge does not hand over: \(reply.error ?? "it does not say why")")
        }
        try socket.writeLine(HandOverManifest.wantsDescriptors)
        var listeners: [ListeningSocket] = []
        for address in manifest.listeners {
            let descriptor = try socket.receiveDescriptor(within: HandOverManifest.patience).detach()
            let address = ListenAddress(host: address.host, port: address.port)
            listeners.append(try ListeningSocket.inherited(descriptor, as: address))
        }
        let control = ControlListener(try socket.receiveDescriptor(within: HandOverManifest.patience))
        return Predecessor(manifest, listeners, control, ControlConnection(socket))
    }

    private init(
        _ manifest: HandOverManifest, _ listeners: [ListeningSocket], _ control: ControlListener,
        _ connection: ControlConnection
    ) {
        self.manifest = manifest
        self.listeners = listeners
        self.control = control
        self.connection = connection
    }

    /// Tells it that this process serves: it drains now, and answers on the control socket no more. Blocks.
    func ready() throws {
        try connection.writeLine(HandOverManifest.isReady)
        guard try connection.readLine(within: HandOverManifest.patience) == HandOverManifest.isDraining else {
            throw Refusal(description: "the edge before this one did not say that it drains")
        }
    }

    /// Tells it why this process cannot start; it goes on as if nothing had been.
    func cannotStart(_ error: any Error) { try? connection.writeLine("\(error)".replacing("\n", with: " ")) }
}
