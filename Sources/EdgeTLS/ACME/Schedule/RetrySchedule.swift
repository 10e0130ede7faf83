/// How long to wait after a failure. Pure.
enum RetrySchedule {
    /// Minutes: quick while someone may be at the keyboard, then patient. The last is repeated.
    private static let minutes = [1, 2, 2, 5, 10, 10, 10, 20, 20, 20, 20, 30, 30, 60, 60, 60, 120, 120, 180, 180, 360]
    /// After 30 days of failures nobody is waiting: once a day.
    private static let patience = 30 * 86_400
    /// What a CA may ask for at most: a day.
    static let longestRefusal = 86_400

    /// - Parameters:
    ///   - failures: how many attempts have failed in a row; at least one.
    ///   - failingFor: seconds since the first of them.
    ///   - secondsLeft: how long a certificate that is there is still valid; `nil` where there is none.
    ///   - retryAfter: what the CA has asked for, in seconds.
    /// - Returns: seconds.
    static func delay(failures: Int, failingFor: Int, secondsLeft: Int?, retryAfter: Int?) -> Int {
        var delay = failingFor > patience ? 86_400 : minutes[min(failures, minutes.count) - 1] * 60
        // While one is still valid, a tenth of what is left is the longest wait that a renewal can afford.
        if let secondsLeft, secondsLeft > 0 { delay = min(delay, secondsLeft / 10) }
        return max(1, delay, min(retryAfter ?? 0, longestRefusal))
    }
}
