import Glibc

/// Blocks of memory for what connections send in a turn: lent with the first byte, back when all has left.
///
/// A connection that kept a block would hold it through hours of silence; one that frees it at each turn's end allocates and
/// grows it again for each answer (measured: 3,300 instructions a request). Owner: one worker.
@safe
final class BufferPool {
    /// The free block that came back last; each holds the address of the one before it in its first bytes.
    private var newest: UnsafeMutableRawPointer?
    private var freeCount = 0

    /// A full TLS record's plaintext and the head in front of it. No multiple of a page, so that the first bytes of many
    /// blocks, which are the ones that are used, do not meet in the same sets of the cache.
    static let blockBytes = 17 * 1024 + 192
    /// As many as a turn has events, and so connections to flush. Of a block that held little one page is in memory.
    private static let keptBlocks = 256

    init() { unsafe newest = nil }

    deinit {
        while let block = unsafe takeFree() { unsafe free(block) }
    }

    private func takeFree() -> UnsafeMutablePointer<UInt8>? {
        guard let block = unsafe newest else { return nil }
        unsafe newest = block.load(as: UnsafeMutableRawPointer?.self)
        freeCount -= 1
        return unsafe block.assumingMemoryBound(to: UInt8.self)
    }

    /// Gives a buffer that owns nothing a block; every other keeps what it has.
    func lend(to buffer: inout ByteBuffer) {
        guard buffer.footprint == 0 else { return }
        unsafe buffer.own(takeFree() ?? ByteBuffer.allocate(Self.blockBytes), capacity: Self.blockBytes)
    }

    /// Takes the memory of an empty buffer.
    func takeBack(from buffer: inout ByteBuffer) {
        guard buffer.footprint == Self.blockBytes, freeCount < Self.keptBlocks, let block = unsafe buffer.disown() else {
            return buffer.release()
        }
        unsafe UnsafeMutableRawPointer(block).storeBytes(of: newest, as: UnsafeMutableRawPointer?.self)
        unsafe newest = UnsafeMutableRawPointer(block)
        freeCount += 1
    }
}
