/// A server's numbers at one moment.
package struct ServerReport: Sendable {
    /// All workers together.
    package let total: WorkerReport
    /// Loop times by worker.
    package let turnsByWorker: [TurnTimes]
    /// Open connections by worker.
    package let connectionsByWorker: [Int]
    /// The name of each row of `WorkerReport.traffic`; row 0 is for requests that no site was there for.
    package let siteNames: [String]
}

extension EdgeServer {
    /// Asks every worker; `nil` before the start and after the end.
    package func report() async -> ServerReport? { await supervisor.report() }
}

extension Supervisor {
    func report() async -> ServerReport? {
        let reports = await gather { WorkerReport($0) }
        guard var total = reports.first else { return nil }
        for report in reports.dropFirst() { total.add(report) }
        return ServerReport(
            total: total, turnsByWorker: reports.map(\.turns), connectionsByWorker: connectionsByWorker(),
            siteNames: siteNames)
    }
}
