/// A stream that can have the kernel send a part of a file, without its bytes passing through the process.
protocol FileStream: AnyObject {
    /// Whether it can with this response, on this connection.
    var takesFiles: Bool { get }

    /// Sends of the part what the client takes now. `wouldBlock`: nothing now, and the exchange is told when it can go on. What
    /// cannot be sent so (`endOfStream`, `failed`) may still be sent as bytes.
    func sendFile(_ file: FileDescriptor, _ range: Range<Int>) -> IOResult
}
