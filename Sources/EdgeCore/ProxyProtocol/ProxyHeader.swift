/// What a proxy in front says of the connection that it passes on (PROXY protocol, versions 1 and 2).
package struct ProxyHeader: Equatable, Sendable {
    /// The two ends of the connection as the proxy accepted it.
    package struct Ends: Equatable, Sendable {
        package var source: SocketAddress
        package var destination: SocketAddress

        package init(source: SocketAddress, destination: SocketAddress) {
            self.source = source
            self.destination = destination
        }
    }

    /// `nil` where the proxy speaks for itself (LOCAL: its health checks) or cannot say (UNKNOWN, unix sockets): the peer
    /// then stands for itself.
    package var ends: Ends?
    /// Bytes that the header takes; what the transport reads begins behind them.
    package var length: Int

    package init(ends: Ends?, length: Int) {
        self.ends = ends
        self.length = length
    }
}
