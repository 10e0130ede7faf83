internal import CNGHTTP2
import Glibc

/// The memory of nghttp2's sessions on one worker.
///
/// nghttp2 asks for four or five small blocks a request and gives them back with it. With hundreds of streams open these are more
/// than the C library keeps at hand for a thread (seven of a size), and each then goes through its slow paths: with everything
/// else that was allocated for a request, a fifth of the time of HTTP/2. Here what came back is at hand, whatever there is of it,
/// up to a bound. Owner: one worker.
@safe
final class HTTP2Memory {
    /// In front of each block: the class that it is of. 16 bytes, as everything from `malloc` is aligned.
    @unsafe private struct Header {
        var sizeClass: Int
        /// The next free block of the class, while this one is free.
        var next: UnsafeMutablePointer<Header>?
    }

    private static let headerBytes = 16
    /// A class for each 32 bytes up to 1 KiB; what is larger is the C library's.
    private static let classBytes = 32
    private static let classes = 32
    /// Bytes of free blocks that are kept of each class.
    private static let keptBytes = 128 * 1024

    private let free: UnsafeMutablePointer<UnsafeMutablePointer<Header>?>
    private let kept: UnsafeMutablePointer<Int>

    init() {
        unsafe free = .allocate(capacity: Self.classes)
        unsafe free.initialize(repeating: nil, count: Self.classes)
        unsafe kept = .allocate(capacity: Self.classes)
        unsafe kept.initialize(repeating: 0, count: Self.classes)
    }

    deinit {
        for sizeClass in 0..<Self.classes {
            while let block = unsafe free[sizeClass] {
                unsafe free[sizeClass] = block.pointee.next
                unsafe Glibc.free(block)
            }
        }
        unsafe free.deallocate()
        unsafe kept.deallocate()
    }

    /// What nghttp2 is told to call. It does not hold the memory: whoever makes a session holds both.
    var calls: nghttp2_mem {
        unsafe nghttp2_mem(
            mem_user_data: Unmanaged.passUnretained(self).toOpaque(),
            malloc: { size, context in
                unsafe HTTP2Memory.at(context)._withUnsafeGuaranteedRef { unsafe $0.allocate(size) }
            },
            free: { pointer, context in
                unsafe HTTP2Memory.at(context)._withUnsafeGuaranteedRef { unsafe $0.release(pointer) }
            },
            calloc: { count, size, context in
                unsafe HTTP2Memory.at(context)._withUnsafeGuaranteedRef { unsafe $0.allocateZeroed(count, size) }
            },
            realloc: { pointer, size, context in
                unsafe HTTP2Memory.at(context)._withUnsafeGuaranteedRef { unsafe $0.reallocate(pointer, size) }
            })
    }

    /// Not retained for a call: the session that calls holds it.
    private static func at(_ context: UnsafeMutableRawPointer?) -> Unmanaged<HTTP2Memory> {
        unsafe Unmanaged<HTTP2Memory>.fromOpaque(context!)
    }

    func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
        let sizeClass = max(size - 1, 0) / Self.classBytes
        guard sizeClass < Self.classes else { return unsafe large(size) }
        if let block = unsafe free[sizeClass] {
            unsafe free[sizeClass] = block.pointee.next
            unsafe kept[sizeClass] -= 1
            return unsafe Self.contents(of: block)
        }
        return unsafe new((sizeClass + 1) * Self.classBytes, sizeClass)
    }

    private func large(_ size: Int) -> UnsafeMutableRawPointer? {
        let (total, overflows) = size.addingReportingOverflow(Self.headerBytes)
        return overflows ? nil : unsafe new(total - Self.headerBytes, Self.classes)
    }

    private func new(_ size: Int, _ sizeClass: Int) -> UnsafeMutableRawPointer? {
        guard let block = unsafe malloc(size + Self.headerBytes) else { return nil }
        let header = unsafe block.assumingMemoryBound(to: Header.self)
        unsafe header.initialize(to: Header(sizeClass: sizeClass, next: nil))
        return unsafe Self.contents(of: header)
    }

    private static func contents(of block: UnsafeMutablePointer<Header>) -> UnsafeMutableRawPointer {
        unsafe UnsafeMutableRawPointer(block) + headerBytes
    }

    private static func header(of contents: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Header> {
        unsafe (contents - headerBytes).assumingMemoryBound(to: Header.self)
    }

    func release(_ pointer: UnsafeMutableRawPointer?) {
        guard let pointer = unsafe pointer else { return }
        let block = unsafe Self.header(of: pointer)
        let sizeClass = unsafe block.pointee.sizeClass
        guard sizeClass < Self.classes, unsafe kept[sizeClass] < Self.keptBytes / ((sizeClass + 1) * Self.classBytes) else {
            return unsafe Glibc.free(block)
        }
        unsafe block.pointee.next = free[sizeClass]
        unsafe free[sizeClass] = block
        unsafe kept[sizeClass] += 1
    }

    func allocateZeroed(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
        let (total, overflows) = count.multipliedReportingOverflow(by: size)
        guard !overflows, let block = unsafe allocate(total) else { return nil }
        return unsafe memset(block, 0, total)
    }

    func reallocate(_ pointer: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
        guard let pointer = unsafe pointer else { return unsafe allocate(size) }
        let block = unsafe Self.header(of: pointer)
        let sizeClass = unsafe block.pointee.sizeClass
        guard sizeClass < Self.classes else { return unsafe reallocateLarge(block, size) }
        let room = (sizeClass + 1) * Self.classBytes
        if size <= room { return unsafe pointer }
        guard let moved = unsafe allocate(size) else { return nil }
        unsafe memcpy(moved, pointer, room)
        unsafe release(pointer)
        return unsafe moved
    }

    private func reallocateLarge(_ block: UnsafeMutablePointer<Header>, _ size: Int) -> UnsafeMutableRawPointer? {
        let (total, overflows) = size.addingReportingOverflow(Self.headerBytes)
        guard !overflows, let moved = unsafe realloc(block, total) else { return nil }
        return unsafe Self.contents(of: moved.assumingMemoryBound(to: Header.self))
    }
}
