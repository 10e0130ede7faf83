internal import ArgumentParser
internal import EdgeTLS

struct CertificatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certs",
        abstract: "Show the certificate of each name: from whom, until when, when it is renewed, and what went wrong.",
        discussion: """
            The source is acme (obtained and renewed here), internal (the local authority), or whose files are shown: \
            file, certbot, acme.sh.
            """)

    @Flag(help: "JSON for programs; times in seconds since 1970.")
    var json = false

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        let reports = try await asking { try ControlClient.ask(CertificatesQuery(), at: place.controlPaths()) }
        print(json ? try ControlCoding.line(reports) : CertificateTableText.text(reports, now: SystemClock.seconds))
    }
}

/// `edge certs` for people.
enum CertificateTableText {
    static func text(_ reports: [CertificateReport], now: Int) -> String {
        guard !reports.isEmpty else { return "no certificates: nothing is served over HTTPS" }
        let rows = reports.map { report in
            [
                report.names.joined(separator: ", "), report.source, report.state, moment(report.notAfter, now),
                moment(report.renewal, now), report.issuer,
            ]
        }
        let troubles = reports.compactMap { report in
            report.lastError.map { "\(report.names.joined(separator: ", ")): \($0)\(next(report, now))" }
        }
        let table = Table.text(["NAMES", "SOURCE", "STATE", "EXPIRES", "NEXT RENEWAL", "ISSUER"], rows)
        return ([table] + troubles).joined(separator: "\n\n")
    }

    /// `2026-03-01 12:30 (in 3d 4h)`
    private static func moment(_ seconds: Int?, _ now: Int) -> String {
        guard let seconds else { return "–" }
        let text = UTCText.format(seconds).prefix(16).split(separator: "T").joined(separator: " ")
        if seconds == now { return "\(text) (now)" }
        let distance = Table.duration(abs(seconds - now))
        return seconds > now ? "\(text) (in \(distance))" : "\(text) (\(distance) ago)"
    }

    private static func next(_ report: CertificateReport, _ now: Int) -> String {
        guard let renewal = report.renewal else { return "" }
        return "\n  the next attempt is " + (renewal > now ? "in \(Table.duration(renewal - now))" : "now")
    }
}
