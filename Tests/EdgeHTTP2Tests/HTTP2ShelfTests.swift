import EdgeCore
import Testing

@testable import EdgeHTTP2

@Suite("What a worker's HTTP/2 connections lend each other")
struct HTTP2ShelfTests {
    @Test("streams are found by their numbers, whatever ended meanwhile")
    func table() {
        var table = HTTP2StreamTable()
        let streams = (0..<200).map { _ in HTTP2Stream() }
        for (index, stream) in streams.enumerated() {
            stream.number(Int32(index * 2 + 1))
            table.insert(stream)
        }
        for id in stride(from: Int32(1), to: 400, by: 6) { #expect(table.remove(id)?.id == id) }
        for id in Int32(0)..<402 {
            let isThere = id % 2 == 1 && id < 400 && id % 6 != 1
            #expect(table[id]?.id == (isThere ? id : nil))
        }
        #expect(table.remove(1) == nil)
        #expect(table.count == table.all.count && table.all.map(\.id) == table.all.map(\.id).sorted())
        let late = HTTP2Stream()
        late.number(7)
        table.insert(late)
        #expect(table[7] === late && table.all.first === table[3])
    }

    @Test("a stream comes back empty, and not at all while someone holds it")
    func streams() {
        let shelf = HTTP2Shelf()
        var stream: HTTP2Stream? = shelf.takeStream()
        stream?.number(5)
        let first = ObjectIdentifier(stream!)
        shelf.put(stream.take()!)
        let again = shelf.takeStream()
        #expect(ObjectIdentifier(again) == first)
        #expect(again.unsentBytes == 0 && !again.requestEnded && again.exchange == nil && again.isConsuming)
        shelf.put(again)
        #expect(shelf.takeStream() !== again)
    }

    /// Whoever gives a stream another property says here that `recycle` forgets it. The buffers are not listed: they cannot be
    /// copied, and a mirror does not show them.
    @Test("a stream has no property that `recycle` does not know")
    func properties() {
        let known: Set = [
            "id", "codec", "exchange", "sending", "requestEnded", "isPaused", "withheldBytes", "window", "pendingKey",
            "bodyDeadline", "bodyPace", "claimed", "responseEnded", "isDeferred", "isCongested", "isBulk", "writeDeadline",
            "takingPace",
        ]
        let buffers: Set = ["held", "unsent", "trailers"]
        #expect(Set(Mirror(reflecting: HTTP2Stream()).children.compactMap(\.label)).subtracting(buffers) == known)
    }

    @Test("memory keeps what was written through every change of size, and is nobody else's")
    func memory() {
        let memory = HTTP2Memory()
        var random = SystemRandomNumberGenerator()
        var blocks: [(address: UnsafeMutableRawPointer, size: Int, mark: UInt8)] = unsafe []
        for step in 0..<4000 {
            let size = Int.random(in: 0...([40, 300, 1100, 5000].randomElement(using: &random)!), using: &random)
            let mark = UInt8(truncatingIfNeeded: step)
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                let block = unsafe step % 2 == 0 ? memory.allocate(size)! : memory.allocateZeroed(1, size)!
                #expect(Int(bitPattern: block) % 16 == 0)
                unsafe block.initializeMemory(as: UInt8.self, repeating: mark, count: size)
                unsafe blocks.append((block, size, mark))
            case 2 where unsafe !blocks.isEmpty:
                let index = unsafe Int.random(in: 0..<blocks.count, using: &random)
                let (address, before, kept) = unsafe blocks[index]
                let moved = unsafe memory.reallocate(address, size)!
                let isKept = (0..<min(before, size)).allSatisfy { unsafe moved.load(fromByteOffset: $0, as: UInt8.self) == kept }
                #expect(isKept, "step \(step)")
                unsafe moved.initializeMemory(as: UInt8.self, repeating: kept, count: size)
                unsafe blocks[index] = unsafe (moved, size, kept)
            default:
                guard let (address, size, kept) = unsafe blocks.popLast() else { continue }
                let isKept = (0..<size).allSatisfy { unsafe address.load(fromByteOffset: $0, as: UInt8.self) == kept }
                #expect(isKept, "step \(step)")
                unsafe memory.release(address)
            }
        }
        while let block = unsafe blocks.popLast() { unsafe memory.release(block.address) }
    }

    @Test("sizes that are none are refused")
    func sizes() {
        let memory = HTTP2Memory()
        #expect(unsafe memory.allocateZeroed(.max, 16) == nil)
        #expect(unsafe memory.allocate(.max) == nil)
        unsafe memory.release(nil)
    }
}
