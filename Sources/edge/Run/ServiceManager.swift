internal import CLinux
import Glibc
internal import Synchronization

/// Tells systemd how far the service is (sd_notify(3)); does nothing where nobody asked.
final class ServiceManager: Sendable {
    private let path: String?
    /// How often systemd wants to hear of us; `nil` for never (sd_watchdog_enabled(3)).
    let watchdogInterval: Duration?
    private let isSilent = Atomic<Bool>(false)

    init(environment: Environment) {
        path = environment["NOTIFY_SOCKET"]
        let isForUs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let microseconds = isForUs && path != nil ? environment["WATCHDOG_USEC"].flatMap { Int($0) } : nil
        watchdogInterval = microseconds.map { .microseconds($0) }
    }

    func ready() { notify("READY=1") }

    /// The service goes on in this process, which systemd has not started itself (`NotifyAccess=all`).
    func readyAsSuccessor() { notify("MAINPID=\(getpid())\nREADY=1") }

    /// `Type=notify-reload` wants the time at which the reload began, to tell it from an older answer.
    func reloading() {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        notify("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
    }

    func stopping() { notify("STOPPING=1") }

    func alive() { notify("WATCHDOG=1") }

    /// The successor speaks from now on: a STOPPING of ours would stop the service.
    func beSilent() { isSilent.store(true, ordering: .relaxed) }

    private func notify(_ state: String) {
        guard let path, !isSilent.load(ordering: .relaxed), let address = Self.address(of: path) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var storage = address.storage
        guard unsafe edge_connect(descriptor, &storage, address.length) == 0 else { return }
        let bytes = Array(state.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// A path beginning with `@` is a name in the abstract namespace: the first byte is zero.
    private static func address(of path: String) -> (storage: sockaddr_storage, length: socklen_t)? {
        var bytes = Array(path.utf8)
        guard bytes.count <= 107 else { return nil }
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(AF_UNIX)
        let offset = MemoryLayout<sa_family_t>.size
        unsafe withUnsafeMutableBytes(of: &storage) { room in
            for (index, byte) in bytes.enumerated() { unsafe room[offset + index] = byte }
        }
        return (storage, socklen_t(offset + bytes.count))
    }
}
