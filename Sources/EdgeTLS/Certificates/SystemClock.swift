import Glibc

/// The wall clock, which certificates are judged by.
public enum SystemClock {
    /// Seconds since 1970-01-01T00:00:00Z.
    public static var seconds: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec
    }
}
