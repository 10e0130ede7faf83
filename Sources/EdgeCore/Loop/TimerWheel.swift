/// One alarm of one owner. Moving it later costs a store; the wheel looks again when the old moment comes.
package final class Alarm {
    /// Whom to tell; cleared by `cancel`, so that a dead owner is let go at once.
    fileprivate(set) var owner: (any AlarmOwner)?
    fileprivate(set) var deadline = Instant.never
    /// The tick of the entry that counts; older entries of the same alarm are passed over.
    fileprivate var scheduledTick = Int64.max
    private var rings = false

    package init() {}

    package var isSet: Bool { deadline < .never }

    package func cancel() {
        owner = nil
        silence()
    }

    /// Does not ring until it is set again; it still knows its owner, for one that sets it again soon.
    package func silence() {
        deadline = .never
        rings = false
    }

    fileprivate func ring() {
        cancel()
        rings = true
    }

    /// Whether it still rings, asked right before its owner is told: one that was told before may have cancelled or moved it.
    package func stillRings() -> Bool {
        defer { rings = false }
        return rings
    }

    /// Sets or moves one that the wheel looks at early enough anyway, as one that was cancelled may still be: without the wheel,
    /// which is nearly always the case.
    @inline(__always)
    func moves(to deadline: Instant, for owner: any AlarmOwner) -> Bool {
        guard deadline < .never, scheduledTick <= TimerWheel.tick(of: deadline) else { return false }
        if self.owner !== owner { self.owner = owner }
        move(to: deadline)
        return true
    }

    fileprivate func move(to deadline: Instant) {
        self.deadline = deadline
        rings = false
    }
}

/// Who is told when an alarm goes off.
package protocol AlarmOwner: AnyObject {
    func deadlineReached(_ alarm: Alarm, at now: Instant)
}

/// The alarms of one worker: a hashed wheel of 1,024 slots of 16 ms (one round: 16 s).
///
/// Deadlines are coarse on purpose: every one of ours is at least 250 ms. An alarm beyond the round sits in the last slot
/// and is put back when its turn comes. Time is an argument; nothing here reads a clock.
package struct TimerWheel {
    private struct Entry {
        let alarm: Alarm
        let tick: Int64
    }

    private static let slotCount = 1024
    private static let tickNanoseconds: Int64 = 16_000_000

    private var slots: [[Entry]]
    /// One bit per slot that holds entries, so that an idle loop finds its next wake-up in 16 steps.
    private var occupied = [UInt64](repeating: 0, count: slotCount / 64)
    private var currentTick: Int64
    private var due: [Entry] = []

    package init(now: Instant) {
        slots = Array(repeating: [], count: Self.slotCount)
        currentTick = now.nanoseconds / Self.tickNanoseconds
    }

    /// Sets or moves an alarm.
    package mutating func set(_ alarm: Alarm, for owner: any AlarmOwner, at deadline: Instant) {
        if alarm.owner !== owner { alarm.owner = owner }
        alarm.move(to: deadline)
        guard deadline < .never else { return alarm.cancel() }
        schedule(alarm)
    }

    /// One tick late rather than early: an alarm never goes off before its deadline.
    fileprivate static func tick(of deadline: Instant) -> Int64 { deadline.nanoseconds / tickNanoseconds + 1 }

    private mutating func schedule(_ alarm: Alarm) {
        let tick = min(max(Self.tick(of: alarm.deadline), currentTick + 1), currentTick + Int64(Self.slotCount) - 1)
        guard tick < alarm.scheduledTick else { return }
        alarm.scheduledTick = tick
        let slot = Int(tick % Int64(Self.slotCount))
        slots[slot].append(Entry(alarm: alarm, tick: tick))
        occupied[slot / 64] |= 1 << UInt64(slot % 64)
    }

    /// The alarms that are due. Taken out before anyone is told, because those told set alarms again; who tells them asks
    /// each for `stillRings`.
    package mutating func takeDue(at now: Instant) -> [(Alarm, any AlarmOwner)] {
        let tick = now.nanoseconds / Self.tickNanoseconds
        guard tick > currentTick else { return [] }
        // After a jump of more than a round every slot is due once.
        let first = max(currentTick + 1, tick - Int64(Self.slotCount) + 1)
        currentTick = tick
        due.removeAll(keepingCapacity: true)
        for passed in first...tick {
            let slot = Int(passed % Int64(Self.slotCount))
            guard occupied[slot / 64] >> UInt64(slot % 64) & 1 == 1 else { continue }
            occupied[slot / 64] &= ~(1 << UInt64(slot % 64))
            due.append(contentsOf: slots[slot])
            slots[slot].removeAll(keepingCapacity: slots[slot].count < 64)
        }
        return ring(at: now)
    }

    private mutating func ring(at now: Instant) -> [(Alarm, any AlarmOwner)] {
        var ringing: [(Alarm, any AlarmOwner)] = []
        for entry in due where entry.tick == entry.alarm.scheduledTick {
            entry.alarm.scheduledTick = .max
            guard entry.alarm.isSet, let owner = entry.alarm.owner else { continue }
            if entry.alarm.deadline <= now {
                entry.alarm.ring()
                ringing.append((entry.alarm, owner))
            } else {
                schedule(entry.alarm)
            }
        }
        due.removeAll(keepingCapacity: due.count < 1024)
        return ringing
    }

    /// Milliseconds until the wheel wants to be looked at; `nil` when no alarm is set.
    package func millisecondsToNext(from now: Instant) -> Int32? {
        let start = Int((currentTick + 1) % Int64(Self.slotCount))
        for step in 0...occupied.count {
            let word = (start / 64 + step) % occupied.count
            var bits = occupied[word]
            if step == 0 { bits &= ~0 << UInt64(start % 64) }
            if step == occupied.count { bits &= ~(~0 << UInt64(start % 64)) }
            guard bits != 0 else { continue }
            let slot = word * 64 + bits.trailingZeroBitCount
            let distance = Int64((slot - start + Self.slotCount) % Self.slotCount)
            let moment = (currentTick + 1 + distance) * Self.tickNanoseconds
            return Int32(clamping: max(0, (moment - now.nanoseconds + 999_999) / 1_000_000))
        }
        return nil
    }
}
