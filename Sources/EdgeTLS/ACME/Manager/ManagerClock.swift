/// The time that schedules go by; another one in tests.
package struct ManagerClock: Sendable {
    /// Seconds since 1970.
    package var now: @Sendable () -> Int
    /// Waits until a moment, or about that.
    package var sleep: @Sendable (_ until: Int) async throws -> Void

    package init(now: @escaping @Sendable () -> Int, sleep: @escaping @Sendable (_ until: Int) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// The wall clock. Waits in minutes, because it may jump: a machine that slept for a day renews when it wakes.
    package static let system = ManagerClock(now: { SystemClock.seconds }) { until in
        while true {
            let left = until - SystemClock.seconds
            guard left > 0 else { return }
            try await Task.sleep(for: .seconds(min(left, 60)))
        }
    }
}
