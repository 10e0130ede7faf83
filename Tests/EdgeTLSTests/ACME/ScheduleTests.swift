import Testing

@testable import EdgeTLS

@Suite("Renewal and retry schedules")
struct ScheduleTests {
    private let day = 86_400

    @Test("a third of a long life is left when a certificate is renewed, half of a short one")
    func byLife() {
        #expect(RenewalSchedule.time(notBefore: 0, notAfter: 90 * day, chance: 0) == 60 * day)
        #expect(RenewalSchedule.time(notBefore: 0, notAfter: 45 * day, chance: 0) == 30 * day)
        #expect(RenewalSchedule.time(notBefore: 0, notAfter: 6 * day, chance: 0) == 3 * day)
        #expect(RenewalSchedule.time(notBefore: 100, notAfter: 145, chance: 0) == 122)
    }

    @Test("chance spreads renewals over a fiftieth of the life, always towards earlier")
    func spread() {
        let latest = RenewalSchedule.time(notBefore: 0, notAfter: 90 * day, chance: 0)
        let earliest = RenewalSchedule.time(notBefore: 0, notAfter: 90 * day, chance: 0.999)
        #expect(earliest < latest)
        #expect(latest - earliest <= 90 * day / 50)
    }

    @Test("the CA's window is kept, unless a twentieth of the life is all that would be left")
    func window() {
        let window = RenewalInfo(start: 40 * day, end: 42 * day)
        #expect(RenewalSchedule.time(of: window, notBefore: 0, notAfter: 90 * day, chance: 0.5) == 41 * day)
        let late = RenewalInfo(start: 89 * day, end: 90 * day)
        #expect(RenewalSchedule.time(of: late, notBefore: 0, notAfter: 90 * day, chance: 0.5) == 90 * day - 90 * day / 20)
    }

    @Test("a CA that wishes for the next one at once, each time, is not asked in a loop")
    func soonest() {
        #expect(RenewalSchedule.soonest(after: 100, notAfter: 110) == 101)
        #expect(RenewalSchedule.soonest(after: 100, notAfter: 100 + 60) == 103)
        #expect(RenewalSchedule.soonest(after: 0, notAfter: 90 * day) == 3600)
        #expect(RenewalSchedule.soonest(after: 100, notAfter: 0) == 101)
    }

    @Test("what several CAs have said stands in one error, and the first that may be asked again says when")
    func failures() {
        let (first, second) = (ACMEError("too many", retryAfter: 3600), ACMEError("no way in", retryAfter: 60))
        let both = AuthorityFailures.error([("one", first), ("two", second)], names: ["a.test"]) as? ACMEError
        #expect(both?.description == "one: too many. two: no way in" && both?.retryAfter == 60)
        let open = AuthorityFailures.error([("one", first), ("two", ACMEError("down"))], names: ["a.test"]) as? ACMEError
        #expect(open?.retryAfter == nil)
        #expect("\(AuthorityFailures.error([("one", first)], names: ["a.test"]))" == "too many")
        #expect("\(AuthorityFailures.error([], names: ["a.test"]))".contains("a.test"))
    }

    @Test("failures are retried after a minute, then ever later up to six hours, and once a day after thirty days")
    func retries() {
        let delays = (1...40).map {
            RetrySchedule.delay(failures: $0, failingFor: $0 * 60, secondsLeft: nil, retryAfter: nil)
        }
        #expect(delays[0] == 60)
        #expect(zip(delays, delays.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(delays.last == 6 * 3600)
        #expect(RetrySchedule.delay(failures: 99, failingFor: 31 * day, secondsLeft: nil, retryAfter: nil) == day)
    }

    @Test("while a certificate is valid a retry waits at most a tenth of what is left, and at least a second")
    func retriesScaleDown() {
        #expect(RetrySchedule.delay(failures: 20, failingFor: 0, secondsLeft: 600, retryAfter: nil) == 60)
        #expect(RetrySchedule.delay(failures: 1, failingFor: 0, secondsLeft: 22, retryAfter: nil) == 2)
        #expect(RetrySchedule.delay(failures: 1, failingFor: 0, secondsLeft: 5, retryAfter: nil) == 1)
        #expect(RetrySchedule.delay(failures: 1, failingFor: 0, secondsLeft: 0, retryAfter: nil) == 60)
    }

    @Test("what the CA asks for is waited for, up to a day")
    func retryAfter() {
        #expect(RetrySchedule.delay(failures: 1, failingFor: 0, secondsLeft: 10, retryAfter: 3600) == 3600)
        #expect(RetrySchedule.delay(failures: 1, failingFor: 0, secondsLeft: nil, retryAfter: 9_999_999) == day)
    }

    @Test("a sixth certificate for the same names within a week waits; replacements and other names do not count")
    func ledger() {
        var ledger = IssuanceLedger()
        for hour in 0..<5 { ledger.note(["b.test", "a.test"], at: hour * 3600, isReplacement: false) }
        ledger.note(["a.test", "b.test"], at: 5 * 3600, isReplacement: true)
        ledger.note(["a.test"], at: 5 * 3600, isReplacement: false)
        let now = 6 * 3600
        #expect(ledger.wait(for: ["a.test", "b.test"], at: now, limit: 5, window: 7 * day) == 7 * day - now)
        #expect(ledger.wait(for: ["a.test"], at: now, limit: 5, window: 7 * day) == nil)
        #expect(ledger.wait(for: ["a.test", "b.test"], at: 7 * day, limit: 5, window: 7 * day) == nil)
        let read = JSONText.decode(IssuanceLedger.self, from: JSONText.encode(ledger))
        #expect(read == ledger)
    }

    @Test("the CA's times are read with and without fractions, and nonsense is none")
    func renewalInfo() throws {
        let text = #"{"suggestedWindow":{"start":"2026-01-02T03:04:05Z","end":"2026-01-03T00:00:00.25Z"},"new":1}"#
        let info = try #require(RenewalInfo(Array(text.utf8)))
        #expect(info.start == 1_767_323_045)
        #expect(info.end == 1_767_398_400)
        for wrong in ["", "{}", #"{"suggestedWindow":{"start":"2026-01-02T00:00:00Z","end":"2026-01-01T00:00:00Z"}}"#] {
            #expect(RenewalInfo(Array(wrong.utf8)) == nil)
        }
    }
}
