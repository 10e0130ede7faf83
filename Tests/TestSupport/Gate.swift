import Glibc
import Synchronization

/// A value that one thread waits for and another brings, within thirty seconds.
package final class Gate<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let semaphore: Semaphore

    package init() { semaphore = Semaphore() }

    package func open(_ new: Value) {
        value.withLock { $0 = new }
        semaphore.signal()
    }

    /// The value; ends the test process when none comes, for a script that waits for ever says nothing.
    package func wait() -> Value {
        guard semaphore.wait(seconds: 30), let value = value.withLock({ $0 }) else {
            fatalError("a gate stayed closed for thirty seconds")
        }
        return value
    }
}

extension Gate where Value == Bool {
    package func open() { open(true) }
}

/// sem_t(3) for threads that may block.
@safe
private final class Semaphore: @unchecked Sendable {
    private let raw: UnsafeMutablePointer<sem_t>

    init() {
        unsafe raw = .allocate(capacity: 1)
        unsafe sem_init(raw, 0, 0)
    }

    deinit {
        unsafe sem_destroy(raw)
        unsafe raw.deallocate()
    }

    func signal() { unsafe sem_post(raw) }

    func wait(seconds: Int) -> Bool {
        var deadline = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &deadline)
        deadline.tv_sec += seconds
        while unsafe sem_timedwait(raw, &deadline) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }
}
