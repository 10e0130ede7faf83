import TestSupport
import Testing

@testable import EdgeCore

@Suite("Sampling of the access log")
struct LogSamplingTests {
    private let start = Instant(nanoseconds: 5_000_000_000)

    private func taken(_ count: Int, _ sampler: LogSampler, _ sampling: LogSampling, at now: Instant, status: Int = 200) -> [Int] {
        (1...count).filter { _ in sampler.takes(status: status, sampling, at: now) }
    }

    @Test("takes the first lines of an interval and every so manieth of the others, and begins anew with the next")
    func counting() {
        let sampler = LogSampler()
        let sampling = LogSampling(interval: .seconds(1), first: 3, thereafter: 10)
        for second in 0..<3 {
            #expect(taken(40, sampler, sampling, at: start + .seconds(second)) == [1, 2, 3, 13, 23, 33])
        }
        #expect(sampler.count == 3 * 34)
    }

    @Test("takes nothing beyond the first lines where nothing is wanted, and not even those")
    func none() {
        let sampler = LogSampler()
        #expect(taken(100, sampler, LogSampling(first: 2, thereafter: 0), at: start) == [1, 2])
        #expect(taken(100, sampler, LogSampling(first: 0, thereafter: 0), at: start + .seconds(1)).isEmpty)
        #expect(taken(4, sampler, LogSampling(first: 0, thereafter: 1), at: start + .seconds(2)) == [1, 2, 3, 4])
    }

    @Test("a flood of other answers hides no failure of a server")
    func failures() {
        let sampler = LogSampler()
        let sampling = LogSampling(first: 5, thereafter: 0)
        _ = taken(1000, sampler, sampling, at: start, status: 404)
        #expect(taken(1000, sampler, sampling, at: start, status: 502) == [1, 2, 3, 4, 5])
    }

    @Test("workers that ask at the same time take no more than one alone")
    func together() async {
        let sampler = LogSampler()
        let sampling = LogSampling(first: 1000, thereafter: 0)
        let now = start
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { (0..<5000).filter { _ in sampler.takes(status: 200, sampling, at: now) }.count }
            }
            return await group.reduce(0, +)
        }
        #expect(taken == 1000)
        #expect(sampler.count == 19_000)
    }

    @Test("what was left out is told with its number, once in a while and at the end")
    func omissions() {
        let log = LogRecorder()
        var omissions = LogOmissions(log.logger)
        omissions.note(sampled: 0, dropped: 0)
        #expect(log.lines == [])
        omissions.note(sampled: 7, dropped: 0)
        omissions.note(sampled: 9, dropped: 2)
        #expect(log.lines == ["warning access-log lines were left out dropped=0 sampled=7"])
        omissions.note(sampled: 10, dropped: 2, isLast: true)
        omissions.note(sampled: 10, dropped: 2, isLast: true)
        #expect(log.lines.count == 2 && log.lines.last == "warning access-log lines were left out dropped=2 sampled=3")
    }

    @Test("what makes no sense is refused")
    func refused() {
        for sampling in [LogSampling(interval: .zero), LogSampling(first: -1), LogSampling(thereafter: -1)] {
            var configuration = EdgeServer.Configuration()
            configuration.listeners = [Listener(on: ListenAddress(host: "127.0.0.1", port: 0))]
            configuration.accessLog = AccessLog(sampling: sampling)
            #expect(throws: ConfigurationError.self) { try ConfigurationCheck.check(configuration) }
        }
    }
}
