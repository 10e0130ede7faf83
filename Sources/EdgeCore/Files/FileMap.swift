internal import CLinux

/// Tells which parts of a file are in the kernel's memory. The file is mapped for the question alone: nothing is read by way of
/// the map, so that a file which becomes shorter does no harm.
@safe
final class FileMap {
    private let base: UnsafeMutableRawPointer
    private let size: Int
    /// What was found in memory last, and when.
    private var known = (range: 0..<0, at: Instant(nanoseconds: 0))

    /// Bytes that are asked about at once; the kernel looks at each page, for some 40 ns.
    private static let window = 2 * 1024 * 1024
    /// Bytes that are asked about where not all of a window is there.
    private static let part = 256 * 1024
    /// How long an answer is taken for true: memory is not taken back from what was used so lately.
    private static let trust = Interval.milliseconds(100)

    /// `nil` where it cannot be told: the kernel is silent towards who neither owns the file nor may write it.
    init?(_ file: FileDescriptor, size: Int) {
        guard size > 0, let base = unsafe edge_map_file(file.number, size) else { return nil }
        unsafe self.base = base
        self.size = size
    }

    deinit { unsafe edge_unmap_file(base, size) }

    /// How much of the range, from its start, could be read without a disk; `nil` for nothing. Asks about no page twice while an
    /// answer holds.
    func prefixInMemory(of range: Range<Int>, at now: Instant) -> Range<Int>? {
        if known.range.contains(range.lowerBound), now - known.at < Self.trust { return range.clamped(to: known.range) }
        for count in [Self.window, Self.part] {
            let wanted = range.lowerBound..<min(size, range.lowerBound + count)
            guard !wanted.isEmpty, isInMemory(wanted) else { continue }
            known = (wanted, now)
            return range.clamped(to: wanted)
        }
        return nil
    }

    /// Whether all of this could be read without a disk.
    func isInMemory(_ range: Range<Int>) -> Bool {
        unsafe range.upperBound <= size && edge_is_in_memory(base, range.lowerBound, range.count) == 1
    }
}
