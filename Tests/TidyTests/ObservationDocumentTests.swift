import Testing

/// docs/events.md and docs/metrics.md say what the sources say.
@Suite("The pages of events and metrics")
struct ObservationDocumentTests {
    private let tree = SourceTree.shared

    private func text(_ path: String) -> String {
        tree.files.first { $0.path == path }?.lines.joined(separator: "\n") ?? ""
    }

    /// First cells of the rows of a page's table, without their quotes.
    private func rows(_ path: String) -> [String] {
        text(path).split(separator: "\n").compactMap { line in
            line.firstMatch(of: /^\| `([^`]+)` \|/).map { String($0.1) }
        }
    }

    @Test("every event of the library stands there, and none that is not said")
    func events() {
        let folders = ["EdgeCore", "EdgeTLS", "EdgeHTTP2", "EdgeKit"]
        let sources = tree.sources.filter { file in folders.contains { file.isIn("Sources/\($0)") } }
        var said: Set<String> = []
        for source in sources {
            let code = source.lines.joined(separator: "\n")
            for match in code.matches(of: /\.note\(\s*\.(?:debug|notice|warning|error), "([^"]+)"/) { said.insert(String(match.1)) }
            for match in code.matches(of: /logger\.(?:debug|info|notice|warning|error|critical)\(\s*"([^"]+)"/) {
                said.insert(String(match.1))
            }
        }
        #expect(said.count >= 10)
        let told = Set(rows("docs/events.md"))
        #expect(said.subtracting(told).sorted() == [], "not in docs/events.md")
        #expect(told.subtracting(said).sorted() == [], "said nowhere")
        #expect(said.allSatisfy { !$0.contains("\\(") }, "facts belong into the metadata")
    }

    @Test("the dashboard asks for metrics that there are")
    func dashboard() {
        let told = Set(rows("docs/metrics.md"))
        let names = text("packaging/grafana/edge.json").matches(of: /\b(?:edge|process)_[a-z_]+/).map { String($0.0) }
        #expect(names.count >= 20)
        let unknown = Set(names).filter { name in
            !told.contains(name) && !["_bucket", "_sum", "_count"].contains { name.hasSuffix($0) && told.contains(String(name.dropLast($0.count))) }
        }
        #expect(unknown.sorted() == [])
    }

    @Test("every metric stands there with its kind and its sentence, and no other")
    func metrics() {
        let code = text("Sources/EdgeCore/Metrics/ServerMetric.swift")
        let page = text("docs/metrics.md")
        let names = code.matches(of: /ServerMetric\(\s*(counter|gauge): "(\w+)",\s*"([^"]+)"/)
        #expect(names.count >= 10)
        for match in names {
            let (kind, name, help) = (match.1, match.2, match.3)
            let row = page.split(separator: "\n").first { $0.hasPrefix("| `\(name)` | \(kind) |") }
            #expect(row?.hasSuffix("| \(help) |") == true, "\(name)")
        }
        let rows = rows("docs/metrics.md")
        #expect(rows.prefix(names.count) == names.map { String($0.2) }[...])
        let own = tree.sources.filter { $0.isIn("Sources/edge/Metrics") }.map { $0.lines.joined(separator: "\n") }.joined()
        let families = own.matches(of: /\.family\(\s*(?:"|\w+, )/).count
        #expect(families >= 15 && rows.count - names.count == families)
        #expect(rows.dropFirst(names.count).filter { !own.contains("\"\($0)\"") } == [], "told nowhere")
    }
}
