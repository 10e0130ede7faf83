internal import CLinux
internal import Glibc

/// Times as logs write them: UTC, RFC 3339, milliseconds.
package enum LogTime {
    package static var now: String {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return text(time)
    }

    /// Of a time since 1970.
    static func text(seconds: Int, nanoseconds: Int) -> String { text(timespec(tv_sec: seconds, tv_nsec: nanoseconds)) }

    static func text(_ time: timespec) -> String {
        var seconds = time.tv_sec
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        let date = unsafe [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
        let clock = unsafe [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)]
        let pad = { (number: Int, width: Int) -> String in
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let day = date.map { pad($0, 2) }.joined(separator: "-")
        let hour = clock.map { pad($0, 2) }.joined(separator: ":")
        return "\(day)T\(hour).\(pad(Int(time.tv_nsec) / 1_000_000, 3))Z"
    }
}
