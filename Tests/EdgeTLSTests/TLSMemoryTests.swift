import CLinux
import Glibc
import Testing

/// Memory for OpenSSL: free blocks are kept by a thread that says so. Each test frees all that it took.
@Suite("Memory for OpenSSL")
struct TLSMemoryTests {
    private static let record = 16_716

    private func allocate(_ size: Int) -> Int { unsafe Int(bitPattern: edge_tls_allocate(size, nil, 0)) }
    private func free(_ block: Int) { unsafe edge_tls_free(UnsafeMutableRawPointer(bitPattern: block), nil, 0) }

    private func resize(_ block: Int, to size: Int) -> Int {
        unsafe Int(bitPattern: edge_tls_resize(UnsafeMutableRawPointer(bitPattern: block), size, nil, 0))
    }

    private func fill(_ block: Int, _ count: Int, with byte: UInt8) {
        unsafe UnsafeMutableRawPointer(bitPattern: block)?.initializeMemory(as: UInt8.self, repeating: byte, count: count)
    }

    private func bytes(_ block: Int, _ count: Int) -> [UInt8] {
        unsafe [UInt8](UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: block), count: count))
    }

    /// Synchronous, so that all of it is on one thread.
    private func keeping(_ body: () -> Void) {
        edge_tls_keep_blocks(1)
        body()
        edge_tls_keep_blocks(0)
    }

    /// Sizes that every malloc gives exactly, the one of AddressSanitizer included.
    @Test("is the block that was given back last", arguments: [24, 40, 1000, 1032, record, 18 * 1024])
    func isKept(_ size: Int) {
        keeping {
            let first = allocate(size)
            free(first)
            let second = allocate(size)
            #expect(first == second)
            free(second)
        }
    }

    @Test("is bounded for each size", arguments: [(72, 32), (record, 4)])
    func isBounded(_ size: Int, _ limit: Int) {
        keeping {
            // Where malloc finds a hole a little larger it gives all of it, which is kept as of another size.
            let (blocks, larger) = exact(size, limit + 20)
            #expect(Set(blocks).count == limit + 20)
            for block in blocks { free(block) }
            let again = (0..<limit).map { _ in allocate(size) }
            #expect(Set(again).count == limit)
            #expect(Set(again).isSubset(of: Set(blocks)))
            for block in again + larger { free(block) }
        }
    }

    /// So many blocks that are as large as the smallest of them, and those that came between.
    private func exact(_ size: Int, _ count: Int) -> (exact: [Int], larger: [Int]) {
        let blocks = (0..<3 * count).map { _ in allocate(size) }
        let sizes = blocks.map { unsafe malloc_usable_size(UnsafeMutableRawPointer(bitPattern: $0)) }
        let least = blocks.indices.filter { sizes[$0] == sizes.min() }.prefix(count)
        return (least.map { blocks[$0] }, blocks.indices.filter { !least.contains($0) }.map { blocks[$0] })
    }

    @Test("holds what it was asked for, whoever had it before: blocks of all sizes, filled and looked at")
    func holdsAll() {
        keeping { takeAndGive() }
    }

    private func takeAndGive() {
        var held: [(block: Int, size: Int, byte: UInt8)] = []
        var chance = SystemRandomNumberGenerator()
        for round in 0..<20_000 {
            if held.count < 200, round % 3 != 2 {
                let size = Int.random(in: 1...(round % 50 == 0 ? 20_000 : 1100), using: &chance)
                let block = allocate(size)
                #expect(block != 0)
                fill(block, size, with: UInt8(truncatingIfNeeded: round))
                held.append((block, size, UInt8(truncatingIfNeeded: round)))
            } else {
                let index = Int.random(in: held.indices, using: &chance)
                let (block, size, byte) = held.remove(at: index)
                #expect(bytes(block, size).allSatisfy { $0 == byte })
                free(block)
            }
        }
        for (block, size, byte) in held {
            #expect(bytes(block, size).allSatisfy { $0 == byte })
            free(block)
        }
    }

    @Test("grows with what is in it, from any size to any other; of no size is none")
    func growing() {
        #expect(allocate(0) == 0)
        for (size, larger) in [(40, 5000), (Self.record, 70_000), (1000, Self.record), (30, 31)] {
            let block = allocate(size)
            fill(block, size, with: 7)
            let grown = resize(block, to: larger)
            #expect(bytes(grown, size).allSatisfy { $0 == 7 })
            #expect(resize(grown, to: 0) == 0)
        }
    }
}
