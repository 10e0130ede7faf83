/// A stream that can have the kernel send a part of a file, without its bytes passing through the process.
protocol FileStream: AnyObject {
    /// Whether it can with this response, on this connection.
    var takesFiles: Bool { get }

    /// Parts of a file begin, or have ended: meanwhile the kernel may keep more of them unsent, for they cost it no memory, and
    /// nothing else waits behind them.
    func filesBegin()
    func filesEnd()

    /// Sends of the part what the client takes now. `wouldBlock`: nothing now, and the exchange is told when it can go on. What
    /// cannot be sent so (`endOfStream`, `failed`) may still be sent as bytes.
    func sendFile(_ file: FileDescriptor, _ range: Range<Int>) -> IOResult
}
