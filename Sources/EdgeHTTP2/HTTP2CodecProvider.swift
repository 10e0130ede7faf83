package import EdgeCore

/// Makes the HTTP/2 codec of a connection. Immutable, shared by the workers.
package struct HTTP2CodecProvider: ServerCodecProvider {
    private let settings: HTTP2Settings

    package init(settings: HTTP2Settings) { self.settings = settings }

    package var applicationProtocol: StaticString { "h2" }

    /// RFC 9113 §3.4. The first 16 bytes cannot begin an HTTP/1.1 request that anyone would answer.
    package var plaintextPreface: StaticString? { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" }

    package func makeCodec(for connection: DownstreamConnection) -> any ServerCodec {
        HTTP2ServerCodec(connection: connection, settings: settings)
    }
}
