/// What is measured: one step of a request's way each, without sockets, a given number of times.
public enum MicroSubject: String, CaseIterable, Sendable {
    /// Finding the end of a browser's request head, and reading it.
    case requestHead = "request head read"
    /// The same of an upstream's response head.
    case responseHead = "response head read"
    /// Writing a request head towards an upstream.
    case requestHeadWritten = "request head written"
    /// Writing a response head towards a client.
    case responseHeadWritten = "response head written"
    /// Taking a chunk of 1 KiB out of its framing.
    case chunk = "chunk read"
    /// Following a masked WebSocket frame of 128 bytes, of 32 that came at once.
    case webSocketFrame = "WebSocket frame followed"

    /// Does it so often, and gives a number that depends on all of it: nothing of the work can be left out.
    public func run(_ count: Int) -> Int {
        switch self {
        case .requestHead: HeadSubjects.readRequests(count)
        case .responseHead: HeadSubjects.readResponses(count)
        case .requestHeadWritten: HeadSubjects.writeRequests(count)
        case .responseHeadWritten: HeadSubjects.writeResponses(count)
        case .chunk: BodySubjects.readChunks(count)
        case .webSocketFrame: BodySubjects.followFrames(count)
        }
    }
}
