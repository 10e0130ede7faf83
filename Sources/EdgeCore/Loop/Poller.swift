internal import CLinux
import Glibc

/// What the kernel says of one descriptor.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    package static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer has ended its sending direction; bytes may still be waiting.
    package static let halfClosed = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// Both directions are gone, or the connection failed.
    package static let broken = Readiness(rawValue: EPOLLHUP.rawValue | EPOLLERR.rawValue)
}

/// The slot of a registered descriptor with the count of that slot's earlier tenants: an event that was on its way when its
/// descriptor was closed carries an old generation and is dropped.
package struct PollToken: Equatable, Sendable {
    package var slot: UInt32
    package var generation: UInt32

    var packed: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    init(packed: UInt64) {
        slot = UInt32(truncatingIfNeeded: packed)
        generation = UInt32(truncatingIfNeeded: packed >> 32)
    }
}

/// epoll, edge-triggered: a descriptor is registered once, for everything, and never modified.
@safe
final class Poller {
    private let descriptor: Int32
    private let events: UnsafeMutablePointer<epoll_event>
    private static let eventCapacity = 256

    init() throws(IOError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        unsafe events = .allocate(capacity: Self.eventCapacity)
        guard descriptor >= 0 else { throw IOError(code: errno) }
    }

    deinit {
        unsafe events.deallocate()
        if descriptor >= 0 { close(descriptor) }
    }

    /// Registers a connection for every edge.
    func register(_ descriptor: Int32, token: PollToken) throws(IOError) {
        let events = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        try control(EPOLL_CTL_ADD, descriptor, events, token)
    }

    /// Registers a listener: level-triggered, and only one of the waiting workers is woken for a connection.
    func registerListener(_ descriptor: Int32, token: PollToken) throws(IOError) {
        try control(EPOLL_CTL_ADD, descriptor, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue, token)
    }

    /// Registers a mailbox: level-triggered, read only.
    func registerMailbox(_ descriptor: Int32, token: PollToken) throws(IOError) {
        try control(EPOLL_CTL_ADD, descriptor, EPOLLIN.rawValue, token)
    }

    func remove(_ descriptor: Int32) {
        _ = edge_epoll_control(self.descriptor, EPOLL_CTL_DEL, descriptor, 0, 0)
    }

    private func control(_ operation: Int32, _ target: Int32, _ events: UInt32, _ token: PollToken) throws(IOError) {
        guard edge_epoll_control(descriptor, operation, target, events, token.packed) == 0 else {
            throw IOError(code: errno)
        }
    }

    /// Waits at most `milliseconds` (-1: for ever) and says how many events there are.
    func wait(milliseconds: Int32) -> Int {
        max(0, Int(unsafe epoll_wait(descriptor, events, Int32(Self.eventCapacity), milliseconds)))
    }

    func event(_ index: Int) -> (token: PollToken, readiness: Readiness) {
        precondition(index < Self.eventCapacity)
        let token = unsafe PollToken(packed: edge_epoll_token(events + index))
        return unsafe (token, Readiness(rawValue: events[index].events))
    }
}
