import Testing

@testable import EdgeCore

private final class Owner: AlarmOwner {
    let name: Int
    init(_ name: Int = 0) { self.name = name }
    func deadlineReached(_ alarm: Alarm, at now: Instant) {}
}

private func at(_ milliseconds: Int) -> Instant { Instant(nanoseconds: Int64(milliseconds) * 1_000_000) }

@Suite("The timer wheel")
struct TimerWheelTests {
    /// One tick of the wheel, by which an alarm may be late.
    private static let tick = 16

    @Test("rings no alarm early, and each one within a tick or two of its deadline")
    func precision() {
        for deadline in [1, 15, 16, 17, 250, 1000, 16_367, 16_368, 16_384, 20_000, 100_000, 3_600_000] {
            var wheel = TimerWheel(now: at(5))
            let alarm = Alarm()
            let owner = Owner()
            wheel.set(alarm, for: owner, at: at(deadline))
            var now = 5
            var rang: Int?
            while rang == nil, now < deadline + 100 {
                // The wheel is looked at when it asks for it, as the loop does.
                now += max(1, Int(wheel.millisecondsToNext(from: at(now)) ?? 1000))
                if !wheel.takeDue(at: at(now)).isEmpty { rang = now }
            }
            #expect(rang.map { $0 >= deadline && $0 <= deadline + 2 * Self.tick } == true,
                "\(deadline) rang at \(rang ?? -1)")
            #expect(!alarm.isSet)
            #expect(wheel.millisecondsToNext(from: at(now)) == nil)
        }
    }

    @Test("agrees with a plain list over random settings, moves, cancellations and jumps", arguments: 1...8)
    func model(_ seed: Int) {
        var random = Seeded(UInt64(seed))
        var now = 1000
        var wheel = TimerWheel(now: at(now))
        let alarms = (0..<40).map { _ in Alarm() }
        let owners = (0..<40).map { Owner($0) }
        var deadlines: [Int: Int] = [:]
        for _ in 0..<4000 {
            let index = Int.random(in: 0..<40, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0...3:
                let ranges = [1...100, 1...2000, 15_000...17_500, 1...60_000]
                let deadline = now + Int.random(in: ranges[Int.random(in: 0..<4, using: &random)], using: &random)
                wheel.set(alarms[index], for: owners[index], at: at(deadline))
                deadlines[index] = deadline
            case 4:
                alarms[index].cancel()
                deadlines[index] = nil
            default:
                now += Int.random(in: 1...[10, 40, 500, 40_000][Int.random(in: 0..<4, using: &random)], using: &random)
                let rang = wheel.takeDue(at: at(now)).map { alarm, owner in
                    let number = (owner as? Owner)?.name ?? -1
                    #expect(alarm === alarms[number] && alarm.stillRings())
                    return number
                }
                for number in rang {
                    let deadline = deadlines.removeValue(forKey: number)
                    #expect(deadline.map { $0 <= now } == true, "alarm \(number) rang early or unset")
                }
                let overdue = deadlines.filter { $0.value + Self.tick < now }
                #expect(overdue.isEmpty, "at \(now) not rung: \(overdue)")
                let next = wheel.millisecondsToNext(from: at(now))
                if let soonest = deadlines.values.min() {
                    #expect(next != nil && now + Int(next ?? 0) <= max(soonest, now) + 2 * Self.tick)
                }
            }
            let wrong = alarms.indices.filter { alarms[$0].isSet != (deadlines[$0] != nil) }
            #expect(wrong.isEmpty)
        }
    }

    @Test("moves an alarm later without ringing at the old moment, and earlier without waiting for it")
    func moving() {
        var wheel = TimerWheel(now: at(0))
        let alarm = Alarm()
        let owner = Owner()
        wheel.set(alarm, for: owner, at: at(100))
        wheel.set(alarm, for: owner, at: at(1000))
        #expect(wheel.takeDue(at: at(500)).isEmpty)
        wheel.set(alarm, for: owner, at: at(600))
        #expect(wheel.takeDue(at: at(650)).count == 1)
        #expect(wheel.takeDue(at: at(5000)).isEmpty)
    }

    @Test("rings an alarm once, though it was set for the same moment again")
    func once() {
        var wheel = TimerWheel(now: at(0))
        let alarm = Alarm()
        let owner = Owner()
        for deadline in [1000, 500, 1000, 200, 1000] { wheel.set(alarm, for: owner, at: at(deadline)) }
        #expect(wheel.takeDue(at: at(300)).isEmpty)
        #expect(wheel.takeDue(at: at(1100)).count == 1)
    }

    @Test("sets an alarm in the past off at the next tick")
    func past() {
        var wheel = TimerWheel(now: at(1000))
        let alarm = Alarm()
        wheel.set(alarm, for: Owner(), at: at(10))
        #expect(wheel.takeDue(at: at(1040)).count == 1)
    }

    @Test("lets the owner of a cancelled alarm go, and takes never for a cancellation")
    func ownership() {
        var wheel = TimerWheel(now: at(0))
        let alarm = Alarm()
        weak var gone: Owner?
        do {
            let owner = Owner()
            gone = owner
            wheel.set(alarm, for: owner, at: at(100))
        }
        #expect(gone != nil && alarm.isSet)
        alarm.cancel()
        #expect(gone == nil && !alarm.isSet)
        wheel.set(alarm, for: Owner(), at: .never)
        #expect(!alarm.isSet)
        #expect(wheel.takeDue(at: at(10_000)).isEmpty)
    }

    @Test("keeps an alarm quiet that was cancelled or moved by one told before it in the same turn")
    func cancelledInItsTurn() {
        var wheel = TimerWheel(now: at(0))
        let alarms = (0..<3).map { _ in Alarm() }
        let owner = Owner()
        for alarm in alarms { wheel.set(alarm, for: owner, at: at(100)) }
        let due = wheel.takeDue(at: at(200))
        #expect(due.count == 3)
        alarms[1].cancel()
        wheel.set(alarms[2], for: owner, at: at(1000))
        #expect(due.map { $0.0.stillRings() } == [true, false, false])
        #expect(!due[0].0.stillRings())
        #expect(wheel.takeDue(at: at(1100)).count == 1)
    }

    @Test("is not troubled by a day that passes at once")
    func aDay() {
        var wheel = TimerWheel(now: at(0))
        let alarms = (0..<100).map { _ in Alarm() }
        let owner = Owner()
        for (index, alarm) in alarms.enumerated() { wheel.set(alarm, for: owner, at: at(index * 1000 * 1000)) }
        let day = 86_400_000
        let rang = wheel.takeDue(at: at(day)).count
        // Those behind a round are put back once and ring when they are looked at again.
        let rest = wheel.takeDue(at: at(day + 20_000)).count
        #expect(rang + rest == 87)
    }
}

@Suite("Instants and intervals")
struct InstantTests {
    @Test("take durations as nanoseconds, and cap what no number holds")
    func durations() {
        let table: [(Duration, Int64)] = [
            (.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1500), 1_500_000_000), (.seconds(300), 300_000_000_000),
            (.seconds(-1), -1_000_000_000), (.milliseconds(-1500), -1_500_000_000),
            (.seconds(9_223_372_036), 9_223_372_036_000_000_000),
            (.seconds(9_223_372_036) + .milliseconds(999), .max), (.seconds(Int64.max), .max),
            (.seconds(Int64.min), .min), (.seconds(-9_223_372_036) - .milliseconds(999), .min),
        ]
        for (duration, nanoseconds) in table { #expect(Interval(duration).nanoseconds == nanoseconds, "\(duration)") }
    }

    @Test("add up to never, not to the past")
    func addition() {
        #expect(at(1) + .milliseconds(2) == at(3))
        #expect(at(1) + Interval(.seconds(Int64.max)) == .never)
        #expect(at(5) - at(2) == .milliseconds(3))
        #expect(Interval.seconds(2).milliseconds == 2000)
        #expect(at(1) < .never && Interval.milliseconds(999) < .seconds(1))
    }

    @Test("come from a clock that tests may push forward")
    func timeSource() {
        let source = TimeSource()
        let before = source.now()
        source.advance(by: .seconds(86_400))
        let passed = source.now() - before
        #expect(passed >= .seconds(86_400) && passed < .seconds(86_400 + 3600))
    }
}
