internal import CLinux
import Glibc

/// The Date field's value, IMF-fixdate (RFC 9110 §5.6.7), made once a second.
struct HTTPDate {
    let text: [UInt8]
    private let madeAt: Instant

    init(at now: Instant) {
        madeAt = now
        text = Self.format(time(nil))
    }

    func isStale(at now: Instant) -> Bool { now - madeAt >= .seconds(1) }

    /// Seconds since 1970 as `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func format(_ seconds: time_t) -> [UInt8] {
        var seconds = seconds
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map { twoDigits($0) }.joined(separator: ":")
        let day = unsafe days[Int(parts.tm_wday)]
        let month = unsafe months[Int(parts.tm_mon)]
        let year = unsafe Int(parts.tm_year) + 1900
        return Array("\(day), \(unsafe twoDigits(parts.tm_mday)) \(month) \(year) \(clock) GMT".utf8)
    }

    private static func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : String(number) }
}
