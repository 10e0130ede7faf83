/// Plaintext ↔ streams on one downstream connection: the seam that HTTP/1.1 fills here and EdgeHTTP2 fills beside it.
///
/// The codec is called by its connection and writes through it. It never reads a socket and never waits. A codec opens an
/// `Exchange` for each request (`DownstreamConnection.makeExchange`), tells it what arrives, and carries its answer.
package protocol ServerCodec: AnyObject {
    /// Plaintext from the client, in order. All of it is used or kept by the codec: the span is gone afterwards.
    func received(_ bytes: Span<UInt8>)

    /// The client has ended its direction. What is complete may still be answered.
    func receivedEnd()

    /// The turn ends: write what was decided in it (HTTP/2 serialises its frames here; HTTP/1.1 has nothing to do).
    func prepareFlush()

    /// The connection's unsent bytes have fallen below half of what one may have: exchanges may go on.
    func drained()

    /// The connection asked to be called again (`DownstreamConnection.schedule`).
    func resume()

    /// Take no further requests; finish those that are open (HTTP/1.1: `Connection: close`; HTTP/2: GOAWAY in two steps).
    func drain()

    /// The read deadline that the codec set has passed.
    func deadlineReached()

    /// The connection is gone: every open exchange is told, and nothing more is written.
    func connectionLost()

    /// Requests and tunnels that are open.
    var openStreams: Int { get }

    /// Bytes for the client that are not part of the connection's output yet, and bytes of the client that are not part of a
    /// request yet. Whoever changes it has the connection flushed, which counts it.
    var waitingBytes: Int { get }

    /// Bytes of requests that those they are for have not taken. Looked up rarely.
    var uploadBytes: Int { get }
}

/// One request's lane on a downstream connection: what an exchange asks of the client's side.
package protocol ServerStream: AnyObject {
    /// Sends a 1xx response other than 101 (RFC 9110 §15.2).
    func sendInterim(_ head: ResponseHead)

    /// Sends the final head. `head.fields` holds what is to be sent, dropped lines marked; the codec adds the framing.
    func sendHead(_ head: ResponseHead, bodyLength: BodyLength)

    func sendBody(_ bytes: Span<UInt8>)

    /// Ends the response. The exchange is done with the stream.
    func sendEnd(trailers: borrowing FieldSection)

    /// Accepts an upgrade: sends 101 (HTTP/2: 200, RFC 8441 §5). From here on body bytes pass raw in both directions.
    func switchProtocols(_ head: ResponseHead)

    /// Breaks the response off so that the client cannot take it for a whole one.
    func abort(_ reason: StreamAbort)

    /// Bytes of this stream (HTTP/1.1: of the connection) that the client has not taken yet.
    var unsentBytes: Int { get }

    /// Back-pressure: has the exchange's `streamDrained` called once the client has taken enough.
    func awaitDrain()

    /// Back-pressure: stops and restarts the arrival of body bytes. HTTP/2 withholds WINDOW_UPDATE.
    func pauseReceiving()
    func resumeReceiving()

    /// The connection is not to be kept after this response (HTTP/2: nothing, other streams go on).
    func closeAfterResponse()

    /// The body has been read or is not wanted any more although it has not ended; the client may be told to stop
    /// (HTTP/2: RST_STREAM NO_ERROR after the response, RFC 9113 §8.1).
    func stopReceiving()
}

/// Why a response is broken off.
package enum StreamAbort: Sendable {
    /// The upstream broke or misbehaved.
    case upstream
    /// Something on our side.
    case `internal`
    /// The client took nothing for too long or broke a rule.
    case client
}

/// Makes the codec for an ALPN protocol id, or for a plaintext listener. EdgeHTTP2 provides one for `h2`.
package protocol ServerCodecProvider: Sendable {
    /// The ALPN id that this codec speaks.
    var applicationProtocol: StaticString { get }

    /// The first bytes by which a plaintext client shows that it speaks this protocol without asking (h2c prior knowledge),
    /// or none.
    var plaintextPreface: StaticString? { get }

    func makeCodec(for connection: DownstreamConnection) -> any ServerCodec
}
