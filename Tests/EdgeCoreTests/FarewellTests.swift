import Testing

@testable import EdgeCore

@Suite("Farewells to many sockets")
struct FarewellTests {
    private let start = Instant(nanoseconds: 5_000_000_000)

    /// The largest number of moments within any second.
    private func peak(_ moments: [Interval]) -> Int {
        let sorted = moments.sorted()
        var (end, peak) = (0, 0)
        for (index, first) in sorted.enumerated() {
            while end < sorted.count, sorted[end] - first < .seconds(1) { end += 1 }
            peak = max(peak, end - index)
        }
        return peak
    }

    @Test("no second has more than a quarter of the sockets, and the last turn is within the window", arguments: [1, 2, 16])
    func peaks(workers: Int) {
        for total in [24, 50, 160, 500, 9_000] where total / workers >= 10 {
            let moments = (0..<workers).flatMap { worker -> [Interval] in
                let count = total / workers + (worker < total % workers ? 1 : 0)
                let phase = Double(worker) / Double(workers)
                let spread = FarewellSpread(count: count, of: total, over: .seconds(10), phase: phase)
                return (0..<count).map { spread.delay(of: $0) }
            }
            #expect(moments.count == total)
            #expect(peak(moments) <= total / 4, "\(total) sockets: \(peak(moments)) in one second")
            #expect(moments.max()! <= .seconds(10))
        }
    }

    @Test("few sockets take less than the window: five a second; a short window is kept")
    func few() {
        let few = FarewellSpread(count: 10, of: 10, over: .seconds(10), phase: 0)
        #expect(few.delay(of: 0) == .seconds(0))
        #expect(few.delay(of: 9) == .milliseconds(1800))
        let many = FarewellSpread(count: 1000, of: 1000, over: .seconds(2), phase: 0)
        #expect(many.delay(of: 999) == .milliseconds(1998))
        #expect(FarewellSpread(count: 0, of: 0, over: .seconds(2), phase: 0).interval == .seconds(0))
    }

    @Test("the first socket that its upstream leaves hears it at once, the others one after the other")
    func queue() {
        var queue = FarewellQueue()
        let spread = FarewellSpread(count: 100, of: 100, over: .seconds(10), phase: 0)
        let turns = (0..<100).map { _ in queue.turn(at: start) { spread } }
        #expect(turns.first == start)
        #expect(turns.last == start + .milliseconds(9900))
        #expect(peak(turns.map { $0 - start }) == 10)
    }

    /// When sockets are told that are due every 40 ms, by a worker that takes turns only at these moments.
    private func told(_ count: Int, turnsAt turns: [Instant]) -> [Interval] {
        var clock = FarewellClock()
        var waiting = (0..<count).map { (turn: start + .milliseconds(40 * $0), alarm: start + .milliseconds(40 * $0)) }
        var moments: [Interval] = []
        for now in turns {
            waiting = waiting.compactMap { socket in
                guard socket.alarm <= now else { return socket }
                if let later = clock.postponement(of: socket.turn, at: now) { return (socket.turn, later) }
                moments.append(now - start)
                return nil
            }
        }
        return moments
    }

    @Test("a worker that could not run for a while does not tell all at once whose turn came meanwhile")
    func late() {
        let tick = 16
        // Out for 3 s in the middle, and for 200 ms of every second besides.
        let turns = (0...2000).map { tick * $0 }.filter { !(3000..<6000).contains($0) && $0 % 1000 >= 200 }
        let moments = told(250, turnsAt: turns.map { start + .milliseconds($0) })
        #expect(moments.count == 250)
        #expect(peak(moments) <= 250 / 6, "\(peak(moments))")
        // Later by what it missed, and no more.
        #expect(moments.last! <= .milliseconds(10_000 + 3000), "\(moments.last!)")
    }

    @Test("a worker that is in time tells each socket in the tick in which its turn comes")
    func inTime() {
        let moments = told(250, turnsAt: (0...1000).map { start + .milliseconds(16 * $0) })
        #expect(zip(moments, 0...).allSatisfy { $0 - .milliseconds(40 * $1) < .milliseconds(16) })
    }

    @Test("sockets that end alone, now and then, hear it at once")
    func alone() {
        var queue = FarewellQueue()
        for minute in 0..<10 {
            let now = start + .seconds(60 * minute)
            let turn = queue.turn(at: now) { FarewellSpread(count: 500, of: 500, over: .seconds(10), phase: 0) }
            #expect(turn == now)
        }
    }

    @Test("the window leaves time for the last answer before the grace ends")
    func grace() {
        var timeouts = Timeouts()
        #expect(WorkerTimeouts(timeouts, limits: Limits()).drainWindow == .seconds(10))
        timeouts.grace = .seconds(5)
        #expect(WorkerTimeouts(timeouts, limits: Limits()).drainWindow == .seconds(4))
        timeouts.grace = .zero
        #expect(WorkerTimeouts(timeouts, limits: Limits()).drainWindow == .seconds(0))
    }
}
