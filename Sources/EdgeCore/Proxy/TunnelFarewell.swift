/// Why a tunnel is ended by us: the code and the reason of the Close that both sides get (RFC 6455 §7.4).
package struct TunnelFarewell: Sendable, Equatable {
    package let code: WebSocketCloseCode
    /// In words for whoever reads the browser's console; at most 123 bytes of UTF-8.
    package let reason: String

    package init(code: WebSocketCloseCode, reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The edge stops, or is drained.
    package static let stopping = TunnelFarewell(code: .serviceRestart, reason: "the server restarts")
    /// A reload has taken the route away.
    package static let routeGone = TunnelFarewell(code: .serviceRestart, reason: "the server's configuration has changed")
    /// The upstream went without a Close.
    package static let upstreamGone = TunnelFarewell(code: .serviceRestart, reason: "the chat server restarts")

    func frame(mask: UInt32? = nil) -> [UInt8] {
        FrameEncoder.frame(opcode: 8, FrameEncoder.closePayload(code.rawValue, reason), mask: mask)
    }
}
