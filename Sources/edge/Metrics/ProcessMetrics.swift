import Glibc

/// What Prometheus' own libraries tell of a process, under their names.
enum ProcessMetrics {
    static func write(to text: inout PrometheusText) {
        text.family("edge_build_info", .gauge, "The version, as a label")
        text.sample("edge_build_info", [("version", EdgeVersion.number)], 1)
        var usage = rusage()
        if unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 {
            text.family("process_cpu_seconds_total", .counter, "User and system time")
            text.sample("process_cpu_seconds_total", seconds(usage.ru_utime) + seconds(usage.ru_stime))
        }
        if let pages = contents(of: "/proc/self/statm").split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
            text.family("process_resident_memory_bytes", .gauge, "Resident memory")
            text.sample("process_resident_memory_bytes", pages * Int(sysconf(Int32(_SC_PAGESIZE))))
        }
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            text.family("process_max_fds", .gauge, "Descriptors that the process may have open")
            text.sample("process_max_fds", Int(clamping: limit.rlim_cur))
        }
        text.family("process_open_fds", .gauge, "Descriptors that the process has open")
        text.sample("process_open_fds", openDescriptors)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }

    private static func contents(of path: String) -> String {
        (try? EdgefileReader.bytes(of: path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static var openDescriptors: Int {
        guard let folder = unsafe opendir("/proc/self/fd") else { return 0 }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        // Without `.`, `..`, and the folder's own.
        return count - 3
    }
}
