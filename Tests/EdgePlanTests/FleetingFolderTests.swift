import Testing

@testable import edge

@Suite("Where certificates are kept")
struct FleetingFolderTests {
    @Test("memory is told from a disk, also for folders that are not there yet")
    func reasons() {
        #expect(FleetingFolder.reason("/dev/shm")?.contains("tmpfs") == true)
        #expect(FleetingFolder.reason("/dev/shm/edge-not-there/data")?.contains("tmpfs") == true)
        #expect(FleetingFolder.reason("/proc") == nil)
        #expect(FleetingFolder.reason("/proc/edge-not-there") == nil)
    }
}
