/// What is fuzzed: parsers of bytes that strangers, upstreams or files bring. Each target looks for more than crashes: it checks
/// what has to hold whatever the bytes are.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case requestHead = "request-head"
    case responseHead = "response-head"
    case chunked
    case webSocket = "websocket"
    case proxyHeader = "proxy-header"
    case http2
    case edgefile
    case acme

    /// - Throws: `FuzzFinding`, where something does not hold that has to.
    public func run(_ bytes: [UInt8]) throws {
        switch self {
        case .requestHead: try RequestHeadTarget.run(bytes)
        case .responseHead: try ResponseHeadTarget.run(bytes)
        case .chunked: try ChunkedTarget.run(bytes)
        case .webSocket: try WebSocketTarget.run(bytes)
        case .proxyHeader: try ProxyHeaderTarget.run(bytes)
        case .http2: try HTTP2Target.run(bytes)
        case .edgefile: try EdgefileTarget.run(bytes)
        case .acme: try ACMETarget.run(bytes)
        }
    }
}

/// What has to hold and does not.
public struct FuzzFinding: Error, CustomStringConvertible {
    public let description: String
}

func require(_ condition: Bool, _ description: @autoclosure () -> String) throws {
    guard condition else { throw FuzzFinding(description: description()) }
}
