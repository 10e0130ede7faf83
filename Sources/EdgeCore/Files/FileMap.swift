internal import CLinux

/// Tells which parts of a file are in the kernel's memory. The file is mapped for the question alone: nothing is read by way of
/// the map, so that a file which becomes shorter does no harm.
@safe
final class FileMap {
    private let base: UnsafeMutableRawPointer
    private let size: Int
    /// What was found in memory last, and when.
    private var known = (range: 0..<0, at: Instant(nanoseconds: 0))

    /// Bytes that are asked about at once.
    private static let window = 1024 * 1024
    /// How long an answer is taken for true: memory is not taken back from what was used so lately.
    private static let trust = Interval.milliseconds(100)

    /// `nil` where it cannot be told: the kernel is silent towards who neither owns the file nor may write it.
    init?(_ file: FileDescriptor, size: Int) {
        guard size > 0, let base = unsafe edge_map_file(file.number, size) else { return nil }
        unsafe self.base = base
        self.size = size
    }

    deinit { unsafe edge_unmap_file(base, size) }

    /// The same, without asking about each part of a window again.
    func isInMemory(_ range: Range<Int>, at now: Instant) -> Bool {
        if known.range.lowerBound <= range.lowerBound, range.upperBound <= known.range.upperBound, now - known.at < Self.trust {
            return true
        }
        let window = range.lowerBound..<min(size, max(range.upperBound, range.lowerBound + Self.window))
        if range.upperBound <= size, isInMemory(window) {
            known = (window, now)
            return true
        }
        return isInMemory(range)
    }

    /// Whether all of this could be read without a disk.
    func isInMemory(_ range: Range<Int>) -> Bool {
        unsafe range.upperBound <= size && edge_is_in_memory(base, range.lowerBound, range.count) == 1
    }
}
