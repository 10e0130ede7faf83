import Testing

/// docs/limits.md says what the sources say.
@Suite("The page of limits")
struct LimitsDocumentTests {
    private let tree = SourceTree.shared

    private func file(_ path: String) -> [String] { tree.files.first { $0.path == path }?.lines ?? [] }

    /// Names and values of the defaults in a source file.
    private func defaults(_ path: String) -> [(name: String, value: String)] {
        file(path).compactMap { line in
            guard let match = line.firstMatch(of: /public var (\w+)(?:: Duration)? = (.+)$/) else { return nil }
            return (String(match.1), String(match.2))
        }
    }

    private func row(of name: String) -> String? { file("docs/limits.md").first { $0.hasPrefix("| `\(name)` |") } }

    @Test("every bound stands there with its default")
    func limits() throws {
        let limits = defaults("Sources/EdgeCore/Configuration/Limits.swift")
        #expect(limits.count >= 12)
        for limit in limits {
            let value = limit.value.split(separator: " * ").compactMap { Int($0) }.reduce(1, *)
            let found = row(of: limit.name)
            let row = try #require(found, "\(limit.name) is missing")
            #expect(row.contains("| \(value)"), "\(limit.name) is \(value): \(row)")
        }
    }

    @Test("every grant of HTTP/2 stands there with its default")
    func grants() throws {
        let grants = defaults("Sources/EdgeHTTP2/HTTP2Settings.swift").filter { $0.name != "allowsWebSockets" }
        #expect(grants.count >= 4)
        for grant in grants {
            let value = grant.value.split(separator: " * ").compactMap { Int($0) }.reduce(1, *)
            let found = row(of: grant.name)
            let row = try #require(found, "\(grant.name) is missing")
            #expect(row.contains("| \(value)"), "\(grant.name) is \(value): \(row)")
        }
    }

    @Test("every fixed bound of connections, files, compression, routes and log-ins stands there")
    func fixed() throws {
        let folders = ["Connection", "Files", "Compression", "Routing", "Pattern", "Credentials"].map { "Sources/EdgeCore/\($0)" }
        var names: Set<String> = []
        for file in tree.sources where folders.contains(where: file.isIn) {
            for line in file.lines {
                guard let match = line.firstMatch(of: /static let (\w*[lL]imit|lifetime|capacity) = (?:Interval\.seconds\()?(\d+)/)
                else { continue }
                let name = "\(file.path.split(separator: "/").last?.dropLast(".swift".count) ?? "").\(match.1)"
                let found = self.row(of: name)
                let row = try #require(found, "\(name) is missing")
                #expect(row.contains("| \(match.2) "), "\(name) is \(match.2): \(row)")
                names.insert(name)
            }
        }
        let rows = file("docs/limits.md").compactMap { $0.firstMatch(of: /^\| `([A-Z]\w+\.\w+)` \|/).map { String($0.1) } }
        #expect(Set(rows) == names)
    }

    @Test("every deadline stands there with its default")
    func timeouts() throws {
        let timeouts = defaults("Sources/EdgeCore/Configuration/Timeouts.swift")
        #expect(timeouts.count >= 10)
        for timeout in timeouts {
            let match = try #require(timeout.value.firstMatch(of: /\.(seconds|milliseconds)\((\d+)\)/))
            let value = "\(match.2) \(match.1 == "seconds" ? "s" : "ms")"
            let found = row(of: timeout.name)
            let row = try #require(found, "\(timeout.name) is missing")
            #expect(row.contains("| \(value)"), "\(timeout.name) is \(value): \(row)")
        }
    }
}
