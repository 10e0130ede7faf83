internal import CZlib

/// One gzip stream of zlib's. Owns about 256 KiB while it is alive: the window and tables of deflate, whatever goes through.
@safe
final class GzipStream {
    private var stream = unsafe z_stream()
    private var isOpen: Bool

    enum Flush {
        case none
        /// Everything so far can be read at the other end.
        case sync
        case finish

        fileprivate var code: Int32 {
            switch self {
            case .none: Z_NO_FLUSH
            case .sync: Z_SYNC_FLUSH
            case .finish: Z_FINISH
            }
        }
    }

    /// `nil` where zlib has no memory for it.
    init?(level: Int) {
        // 16 on top of the window's 15 bits asks for gzip's framing.
        let status = unsafe deflateInit2_(
            &stream, Int32(level), Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        isOpen = status == Z_OK
        guard isOpen else { return nil }
    }

    deinit { if isOpen { unsafe deflateEnd(&stream) } }

    /// Compresses; `emit` gets what comes out, at once, in pieces of the scratch's size.
    func compress(_ bytes: Span<UInt8>, flush: Flush, scratch: Scratch, emit: (Span<UInt8>) -> Void) {
        unsafe bytes.withUnsafeBufferPointer { input in
            unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.avail_in = UInt32(input.count)
            var isFull = true
            while isFull {
                var room = scratch.room(from: 0)
                let (count, left) = unsafe room.withUnsafeMutableBytes { output in
                    unsafe stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    unsafe stream.avail_out = UInt32(output.count)
                    unsafe deflate(&stream, flush.code)
                    return unsafe (output.count - Int(stream.avail_out), Int(stream.avail_out))
                }
                if count > 0 { emit(scratch.bytes(count)) }
                isFull = left == 0
            }
        }
    }
}
