/// Who answers an exchange: an upstream connection, or a handler in this process. The exchange's other side.
package protocol Responder: AnyObject {
    /// Takes body bytes of the request.
    func receiveBody(_ bytes: Span<UInt8>)

    /// The request is complete.
    func receiveEnd(trailers: borrowing FieldSection)

    /// Bytes that the responder has not passed on yet; above `Limits.unsentBytes` the client is not read.
    var unsentBytes: Int { get }

    /// Has `Exchange.responderDrained` called once enough has been passed on.
    func awaitDrain()

    /// Back-pressure from the client.
    func pauseResponding()
    func resumeResponding()

    /// The exchange is over before the response was: whatever comes is not wanted.
    func abandon()

    /// For the access log: who answered.
    var name: String { get }
}
