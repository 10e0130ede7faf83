/// How long a body is, and so how its end is told.
package enum BodyLength: Equatable, Sendable {
    /// No body at all.
    case none
    /// This many bytes.
    case known(Int)
    /// Until the sender says so: chunked in HTTP/1.1, END_STREAM in HTTP/2.
    case untilEnd
    /// Until the connection closes: an HTTP/1.0 response.
    case untilClose
}
