import Testing

@testable import EdgeTLS

/// A manager's days, in seconds: its clock is ours, and so is the CA.
@Suite("Certificates over simulated days", .serialized)
struct SimulationTests {
    private static let hour = 3600, day = 86_400
    /// In memory: a disk that syncs each of hundreds of certificates would be most of the time.
    private let folder = TestFolder(in: "/dev/shm")

    private func run(_ change: (inout Simulation.Script) -> Void) async -> Simulation {
        var script = Simulation.Script()
        change(&script)
        let simulation = Simulation(script, in: folder.path)
        await simulation.run()
        return simulation
    }

    @Test("24 hours of 10-minute certificates, the CA away for 4 minutes in every 40: no handshake sees an expired one")
    func day() async {
        let simulation = await run { $0.isAway = { $1 % 2400 >= 2160 } }
        #expect(simulation.expiredSeconds == 0)
        #expect((250...400).contains(simulation.issued.count), "\(simulation.issued.count)")
        #expect(simulation.attempts.count > simulation.issued.count)
    }

    @Test("a clock that jumps by a day finds an expired certificate, and a new one within 10 s")
    func jump() async {
        let simulation = await run { script in
            script.hours = 27
            script.jump = (at: 1000, by: Self.day)
        }
        #expect((1...10).contains(simulation.expiredSeconds), "\(simulation.expiredSeconds)")
        #expect(simulation.issued.count > 30)
    }

    @Test("a CA that never answers is asked after a minute, then ever more seldom, up to six hours, and daily after 30 days")
    func backOff() async {
        let simulation = await run { script in
            script.hours = 40 * 24
            script.isAway = { _, _ in true }
        }
        let times = simulation.attempts.map(\.time)
        let waits = zip(times.dropFirst(), times).map { $0 - $1 - Simulation.failureSeconds }
        #expect(waits.first == 60)
        #expect(waits.contains(6 * Self.hour) && waits.last == Self.day)
        #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 <= $1 })
        #expect((130...170).contains(times.count), "\(times.count)")
        #expect(simulation.certificate.withState { $0.lastError } == "nobody answers")
    }

    @Test("after a failure the staging directory is tried first: the limits of the real one are not touched")
    func staging() async {
        let simulation = await run { script in
            script.lifetime = 90 * Self.day
            script.authorities = [.letsEncrypt()]
            script.isAway = { $1 < 1000 }
        }
        let directories = simulation.attempts.map { $0.directory.contains("staging") ? "staging" : "real" }
        let tests = directories.count { $0 == "staging" }
        #expect(tests >= 2)
        #expect(directories == ["real"] + [String](repeating: "staging", count: tests) + ["real"], "\(directories)")
        #expect(simulation.issued.count { !$0.contains("staging") } == 1)
    }

    @Test(
        "a CA is asked for its wish as often as it says, at least a minute apart and once a day (RFC 9773)",
        arguments: [(7200, 7200), (43_200, 43_200), (5, 60), (1_000_000, 86_400)])
    func looks(told: Int, wait: Int) async {
        let simulation = await run { script in
            script.lifetime = 90 * Self.day
            script.hours = wait < 3600 ? 1 : 50
            script.wish = { begin, _ in
                RenewalInfo(start: begin + 60 * Self.day, end: begin + 61 * Self.day, retryAfter: told)
            }
        }
        let gaps = zip(simulation.looks.dropFirst(), simulation.looks).map { $0 - $1 }
        #expect(gaps.allSatisfy { (wait...wait + 60).contains($0) }, "\(gaps)")
        #expect(gaps.count >= (wait < 3600 ? 50 : 1))
        #expect(simulation.issued.count == 1)
    }

    @Test("a wish that the CA changes its mind about is followed; one that cannot be had any more is remembered")
    func wishes() async {
        let simulation = await run { script in
            script.lifetime = 90 * Self.day
            script.hours = 30
            script.wish = { begin, time in
                // Half a day later all of them are to be replaced, and then nobody answers.
                time < 12 * Self.hour ? RenewalInfo(start: begin + 60 * Self.day, end: begin + 61 * Self.day, retryAfter: 3600)
                    : time < 13 * Self.hour + 300 ? RenewalInfo(start: begin + 15 * Self.hour, end: begin + 15 * Self.hour + 1, retryAfter: 3600) : nil
            }
        }
        #expect(simulation.attempts.count >= 2 && (15 * Self.hour...16 * Self.hour).contains(simulation.attempts[1].time), "\(simulation.attempts)")
    }

    @Test("a sixth certificate for the same names within a week is not asked for, though the folder forgets them")
    func duplicates() async {
        for round in 1...6 {
            let simulation = await run { script in
                script.offset = (round - 6) * Self.day
                script.lifetime = 90 * Self.day
                script.authorities = [.letsEncrypt()]
            }
            #expect(simulation.attempts.count == (round < 6 ? 1 : 0), "\(round)")
            let error = simulation.certificate.withState { $0.lastError }
            #expect(error?.contains("5 times in a week") == (round < 6 ? nil : true), "\(error ?? "")")
            _ = TestFolder.programs.run("/bin/rm", ["-rf", folder.file("certificates")])
        }
    }

    @Test("a second CA signs while the first has asked to be left alone, and the first is not asked again before")
    func second() async {
        let (first, second) = (ACMEAuthority(directory: "https://one.test/"), ACMEAuthority(directory: "https://two.test/"))
        let simulation = await run { script in
            script.hours = 8
            script.authorities = [first, second]
            script.refusal = (directory: first.directory, seconds: 2 * Self.hour)
            script.isAway = { $0 == second.directory && $1 < 1800 }
        }
        let asked = simulation.attempts.filter { $0.directory == first.directory }.map(\.time)
        #expect((3...4).contains(asked.count), "\(asked)")
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $1 - $0 >= 2 * Self.hour }, "\(asked)")
        #expect(simulation.issued.allSatisfy { $0 == second.directory } && simulation.issued.count > 60)
    }

    @Test("a folder that takes no files is said before a CA is asked: nothing is ordered that could not be kept")
    func unwritable() async throws {
        try folder.write([], to: "certificates")
        let simulation = await run { $0.hours = 6 }
        #expect(simulation.attempts.isEmpty)
        let error = simulation.certificate.withState { $0.lastError }
        #expect(error?.contains(folder.file("certificates")) == true, "\(error ?? "")")
    }
}
