internal import CoreMetrics

/// Tells a metrics backend what the workers have counted since the last time. Nothing of it is on a request's way: the
/// workers count anyway, and are asked for a copy.
actor MetricsReporter {
    /// How far apart two reports are, and so how old a number may be.
    static let interval = Duration.seconds(10)

    private enum Instrument {
        case counter(CoreMetrics.Counter, told: Int)
        case gauge(CoreMetrics.Gauge)
    }

    private let factory: any MetricsFactory
    private var instruments: [String: Instrument] = [:]

    /// `nil` where nobody has set a backend up: then there is nothing to do, and nobody wakes up for it.
    init?(_ factory: any MetricsFactory) {
        if factory is NOOPMetricsHandler { return nil }
        self.factory = factory
    }

    func report(_ counters: WorkerCounters, openConnections: Int) {
        for metric in ServerMetric.all {
            for (label, value) in metric.values(counters, openConnections: openConnections) {
                report(value, of: metric, label: label)
            }
        }
    }

    private func report(_ value: Int, of metric: ServerMetric, label: String) {
        let key = "\(metric.name) \(label)"
        switch instruments[key] ?? instrument(for: metric, label: label) {
        case .counter(let counter, let told):
            if value > told { counter.increment(by: value - told) }
            instruments[key] = .counter(counter, told: max(value, told))
        case .gauge(let gauge):
            gauge.record(value)
            instruments[key] = .gauge(gauge)
        }
    }

    private func instrument(for metric: ServerMetric, label: String) -> Instrument {
        let dimensions = metric.label.isEmpty ? [] : [(metric.label, label)]
        switch metric.kind {
        case .counter: return .counter(Counter(label: metric.name, dimensions: dimensions, factory: factory), told: 0)
        case .gauge: return .gauge(Gauge(label: metric.name, dimensions: dimensions, factory: factory))
        }
    }
}
