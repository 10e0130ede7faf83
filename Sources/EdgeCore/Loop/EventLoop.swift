/// What a loop calls when something happens to a descriptor. A class with overridden methods, not a protocol: one
/// indirect call per event.
package class EventTarget {
    fileprivate(set) var token: PollToken?
    fileprivate var isScheduled = false
    fileprivate var isDirty = false
    fileprivate var isQueued = false

    package init() {}

    /// The kernel reported an edge.
    package func ready(_ readiness: Readiness) {}

    /// The target asked to go on in a later turn (`EventLoop.schedule`).
    package func resume() {}

    /// Its turn has come to do what takes long (`EventLoop.queueStep`).
    package func step() {}

    /// The turn ends and the target has something to flush (`EventLoop.markDirty`).
    package func flush() {}

    /// The turn in which it was forgotten has ended: nothing of it is on the stack any more.
    package func buried() {}
}

/// One worker's loop: descriptors, alarms, and the order in which a turn does things.
///
/// Its lists are taken out of their properties while they are changed (`takeAll`): so nothing is asked about overlapping accesses
/// at run time.
@safe
package final class EventLoop {
    private struct Slot {
        var generation: UInt32
        var target: EventTarget?
    }

    private let poller: Poller
    private let timeSource: TimeSource
    private var slots: [Slot] = []
    private var freeSlots: [UInt32] = []
    private var alarms: TimerWheel
    private var scheduled: [EventTarget] = []
    /// Those who wait to do what takes long, from `nextStep` on, in the order in which they asked.
    private var steps: [EventTarget] = []
    private var nextStep = 0
    /// What is due and not told yet, from `nextRinging` on.
    private var ringing: [(alarm: Alarm, owner: any AlarmOwner)] = []
    private var nextRinging = 0
    /// The list of the scheduled that is being worked off; its memory goes back and forth.
    private var resuming: [EventTarget] = []
    /// Not retained: what is registered, or in the graveyard, lives to the end of the turn, and nothing stays dirty for longer.
    private var dirty: [Unmanaged<EventTarget>] = unsafe []
    private var flushing: [Unmanaged<EventTarget>] = unsafe []
    /// What was closed in this turn: kept until the turn ends, because a caller further up the stack may be its method.
    private var graveyard: [AnyObject] = []
    private var isRunning = true

    /// Steps that take long, of handshakes: a few in one turn, or those who come by the thousand would make everybody else wait.
    private static let stepsPerTurn = 4
    /// Deadlines told in one turn: who came together is cut together, and that takes time.
    private static let alarmsPerTurn = 64

    /// How long turns took, from the end of the wait on.
    package private(set) var turnTimes = TurnTimes()

    private var turnTime: Instant

    /// The time of this turn.
    package var now: Instant { turnTime }

    package init(timeSource: TimeSource) throws(IOError) {
        poller = try Poller()
        self.timeSource = timeSource
        turnTime = timeSource.now()
        alarms = TimerWheel(now: turnTime)
    }

    // MARK: Registering

    package func register(_ target: EventTarget, descriptor: Int32) throws(IOError) {
        try add(target) { token throws(IOError) in try poller.register(descriptor, token: token) }
    }

    package func registerListener(_ target: EventTarget, descriptor: Int32) throws(IOError) {
        try add(target) { token throws(IOError) in try poller.registerListener(descriptor, token: token) }
    }

    package func registerMailbox(_ target: EventTarget, descriptor: Int32) throws(IOError) {
        try add(target) { token throws(IOError) in try poller.registerMailbox(descriptor, token: token) }
    }

    private func add(_ target: EventTarget, _ register: (PollToken) throws(IOError) -> Void) throws(IOError) {
        let slot = takeSlot()
        let token = PollToken(slot: slot, generation: slots[Int(slot)].generation)
        do { try register(token) } catch {
            freeSlots.append(slot)
            throw error
        }
        changeSlots { $0[Int(slot)].target = target }
        target.token = token
    }

    private func takeSlot() -> UInt32 {
        if let free = freeSlots.popLast() { return free }
        changeSlots { $0.append(Slot(generation: 0, target: nil)) }
        return UInt32(slots.count - 1)
    }

    private func changeSlots(_ change: (inout [Slot]) -> Void) {
        var list = slots.takeAll()
        change(&list)
        slots = list
    }

    /// Forgets a target whose descriptor is about to be closed, which takes it out of epoll by itself.
    package func forget(_ target: EventTarget) {
        guard let token = target.token else { return }
        // First of all: where the loop has called the target, its slot holds the only reference to it.
        bury(target)
        target.token = nil
        changeSlots {
            $0[Int(token.slot)].generation &+= 1
            $0[Int(token.slot)].target = nil
        }
        freeSlots.append(token.slot)
    }

    /// Takes a descriptor out that stays open: a listener that pauses.
    package func remove(_ target: EventTarget, descriptor: Int32) {
        poller.remove(descriptor)
        forget(target)
    }

    /// Keeps an object alive until the turn ends.
    package func bury(_ object: AnyObject) {
        var list = graveyard.takeAll()
        list.append(object)
        graveyard = list
    }

    // MARK: Asking for a later call

    /// Has `resume` called in the next turn; epoll is silent about what stays unread.
    package func schedule(_ target: EventTarget) {
        guard !target.isScheduled else { return }
        target.isScheduled = true
        var list = scheduled.takeAll()
        list.append(target)
        scheduled = list
    }

    /// Has `flush` called once when the turn ends.
    package func markDirty(_ target: EventTarget) {
        guard !target.isDirty else { return }
        target.isDirty = true
        if target.token == nil { bury(target) }
        var list = unsafe dirty.takeAll()
        unsafe list.append(.passUnretained(target))
        unsafe dirty = list
    }

    /// Has `step` called in this turn or a later one.
    package func queueStep(_ target: EventTarget) {
        guard !target.isQueued else { return }
        target.isQueued = true
        var list = steps.takeAll()
        list.append(target)
        steps = list
    }

    package func set(_ alarm: Alarm, for owner: any AlarmOwner, at deadline: Instant) {
        if alarm.moves(to: deadline, for: owner) { return }
        alarms.set(alarm, for: owner, at: deadline)
    }

    // MARK: Turning

    package func stop() { isRunning = false }

    package func run(endOfTurn: () -> Void) {
        while isRunning { turn(endOfTurn) }
        letGo()
    }

    /// Targets hold their worker, and so this loop: nothing stays registered when it has ended.
    private func letGo() {
        slots = []
        scheduled = []
        steps = []
        ringing = []
        unsafe dirty = []
        emptyGraveyard()
    }

    /// One turn: wait, events, targets that asked to go on, long steps, alarms, one flush per connection, the dead.
    ///
    /// Flushing comes after everything that could add to a connection's output, so that a turn costs a connection one
    /// send. A flush may find the peer gone and dirty others; it runs until nothing is left.
    private func turn(_ endOfTurn: () -> Void) {
        let count = poller.wait(milliseconds: timeToWait())
        turnTime = timeSource.now()
        for index in 0..<count { dispatch(poller.event(index)) }
        resumeScheduled()
        if !steps.isEmpty { takeSteps() }
        ringAlarms()
        endOfTurn()
        flushDirty()
        if !graveyard.isEmpty { emptyGraveyard() }
        var times = turnTimes
        times.count(timeSource.now() - now)
        turnTimes = times
    }

    private func emptyGraveyard() {
        let dead = graveyard
        graveyard = []
        for case let target as EventTarget in dead { target.buried() }
    }

    private func timeToWait() -> Int32 {
        if !scheduled.isEmpty || !steps.isEmpty || !ringing.isEmpty { return 0 }
        return alarms.millisecondsToNext(from: now) ?? -1
    }

    /// Without a retain: a target that is forgotten meanwhile lies in the graveyard until the turn ends.
    private func dispatch(_ event: (token: PollToken, readiness: Readiness)) {
        let slot = Int(event.token.slot)
        guard slot < slots.count, slots[slot].generation == event.token.generation, let target = slots[slot].target else {
            return
        }
        unsafe Unmanaged.passUnretained(target)._withUnsafeGuaranteedRef { $0.ready(event.readiness) }
    }

    private func resumeScheduled() {
        guard !scheduled.isEmpty else { return }
        var list = resuming.takeAll()
        swap(&list, &scheduled)
        for target in list {
            target.isScheduled = false
            target.resume()
        }
        list.removeAll(keepingCapacity: true)
        resuming = list
    }

    private func takeSteps() {
        let end = min(nextStep + Self.stepsPerTurn, steps.count)
        while nextStep < end {
            let target = steps[nextStep]
            nextStep += 1
            target.isQueued = false
            target.step()
        }
        // Those who had their turn are let go soon, and not one by one.
        guard nextStep == steps.count || nextStep >= 64 else { return }
        var list = steps.takeAll()
        list.removeFirst(nextStep)
        steps = list
        nextStep = 0
    }

    private func ringAlarms() {
        if ringing.isEmpty { ringing = alarms.takeDue(at: now) }
        let end = min(nextRinging + Self.alarmsPerTurn, ringing.count)
        while nextRinging < end {
            let (alarm, owner) = ringing[nextRinging]
            nextRinging += 1
            if alarm.stillRings() { owner.deadlineReached(alarm, at: now) }
        }
        guard nextRinging == ringing.count else { return }
        ringing = []
        nextRinging = 0
    }

    private func flushDirty() {
        while unsafe !dirty.isEmpty {
            var list = unsafe flushing.takeAll()
            unsafe swap(&list, &dirty)
            for index in unsafe list.indices {
                unsafe list[index]._withUnsafeGuaranteedRef { target in
                    target.isDirty = false
                    target.flush()
                }
            }
            unsafe list.removeAll(keepingCapacity: true)
            unsafe flushing = list
        }
    }
}
