import Benchmark
import MicroSubjects

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], scalingFactor: .kilo, maxDuration: .seconds(1))
    for subject in MicroSubject.allCases {
        Benchmark(subject.rawValue) { benchmark in
            blackHole(subject.run(benchmark.scaledIterations.count))
        }
    }
}
