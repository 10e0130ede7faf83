internal import CLinux

/// Tells which parts of a file are in the kernel's memory. The file is mapped for the question alone: nothing is read by way of
/// the map, so that a file which becomes shorter does no harm.
@safe
final class FileMap {
    private let base: UnsafeMutableRawPointer
    private let size: Int

    /// `nil` where it cannot be told: the kernel is silent towards who neither owns the file nor may write it.
    init?(_ file: FileDescriptor, size: Int) {
        guard size > 0, let base = unsafe edge_map_file(file.number, size) else { return nil }
        unsafe self.base = base
        self.size = size
    }

    deinit { unsafe edge_unmap_file(base, size) }

    /// Whether all of this could be read without a disk.
    func isInMemory(_ range: Range<Int>) -> Bool {
        unsafe range.upperBound <= size && edge_is_in_memory(base, range.lowerBound, range.count) == 1
    }
}
