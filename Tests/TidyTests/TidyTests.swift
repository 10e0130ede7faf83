import Testing

/// The house rules that a machine can check. Each failure names the file and the line.
@Suite("The house is tidy")
struct TidyTests {
    private let tree = SourceTree.shared

    /// The lines that a rule objects to.
    private func offences(
        in files: [SourceTree.File], where objects: (String) -> Bool
    ) -> [String] {
        files.flatMap { file in
            file.lines.enumerated().filter { objects($0.element) }.map { "\(file.path):\($0.offset + 1): \($0.element)" }
        }
    }

    @Test("the tree was found")
    func treeIsThere() {
        #expect(tree.sources.count > 100)
        #expect(tree.files.contains { $0.path == "README.md" })
    }

    /// Pointers live behind these fences and nowhere else.
    private static let fences: [String] = [
        "Sources/EdgeCore/Bytes/", "Sources/EdgeCore/Loop/", "Sources/EdgeCore/Log/AccessLogWriter.swift",
        "Sources/EdgeCore/Log/LogTime.swift", "Sources/EdgeCore/Log/AccessLogEntry.swift",
        "Sources/EdgeCore/Worker/HTTPDate.swift", "Sources/EdgeCore/Connection/ProtocolChoice.swift",
        "Sources/EdgeCore/Message/ClientAddressFields.swift", "Sources/EdgeCore/Message/MessageHead.swift",
        "Sources/EdgeCore/Files/FileDescriptor",
        "Sources/EdgeCore/Files/FileMap.swift", "Sources/EdgeCore/Compression/GzipStream.swift", "Sources/EdgeCore/Credentials/PasswordHash.swift",
        "Sources/EdgeCore/ControlPlane/NameResolver.swift", "Sources/EdgeCore/Worker/WorkerThread.swift",
        "Sources/EdgeCore/Worker/WorkerHandle.swift",
        "Sources/EdgeTLS/", "Sources/EdgeHTTP2/HTTP2Session", "Sources/EdgeHTTP2/HTTP2Library.swift",
        "Sources/EdgeHTTP2/HTTP2Memory.swift", "Sources/edge/",
    ]

    @Test("ARCHITECTURE.md names every place of unsafe code, and each of them has some")
    func fencesAreNamed() throws {
        let architecture = try #require(tree.files.first { $0.path == "ARCHITECTURE.md" })
        let section = architecture.lines.drop { $0 != "## Unsafe code" }.dropFirst().prefix { !$0.hasPrefix("## ") }
        let named = section.flatMap { line in line.split(separator: "`").filter { $0.hasPrefix("Sources/") }.map(String.init) }
        #expect(Set(named) == Set(Self.fences))
        for fence in Self.fences {
            #expect(tree.sources.contains { $0.path.hasPrefix(fence) && $0.lines.contains { $0.contains("unsafe ") } }, "\(fence)")
        }
    }

    @Test("unsafe code stays behind its fences")
    func unsafeIsFenced() {
        let files = tree.sources.filter { file in !Self.fences.contains { file.path.hasPrefix($0) } }
        #expect(offences(in: files) { $0.contains("unsafe ") && !$0.contains("//") } == [])
    }

    @Test("the data plane awaits nothing, locks nothing and logs nothing")
    func dataPlaneIsSynchronous() {
        let folders = ["Bytes", "Compression", "Connection", "Credentials", "Files", "HTTP1", "Loop", "Message", "Pattern", "Proxy", "Routing", "Upstream", "WebSocket"]
        let handlerSide = ["Sources/EdgeCore/WebSocket/WebSocket.swift"]
        let files = tree.sources.filter { file in
            folders.contains { file.isIn("Sources/EdgeCore/\($0)") } && !handlerSide.contains(file.path)
        }
        let words = ["async", "await ", "Task {", "Mutex", "Logger", "import Logging", "import Foundation"]
        #expect(
            offences(in: files) { line in
                let code = line.prefix { $0 != "/" }
                return words.contains { code.contains($0) }
            } == [])
    }

    @Test("EdgeCore knows no TLS library and no nghttp2; the siblings do not know each other")
    func layersHold() {
        let forbidden = [
            ("Sources/EdgeCore", ["COpenSSL", "CNGHTTP2", "EdgeTLS", "EdgeHTTP2"]),
            ("Sources/EdgeTLS", ["CNGHTTP2", "EdgeHTTP2", "NIO"]),
            ("Sources/EdgeHTTP2", ["COpenSSL", "EdgeTLS", "NIO"]),
            ("Sources/Edgefile", ["EdgeCore", "EdgeTLS", "Foundation", "Glibc"]),
        ]
        for (folder, modules) in forbidden {
            let files = tree.sources.filter { $0.isIn(folder) }
            #expect(
                offences(in: files) { line in
                    line.contains("import ") && modules.contains { line.hasSuffix("import \($0)") }
                } == [])
        }
    }

    @Test("full Foundation is not linked")
    func foundationIsEssentials() {
        #expect(offences(in: tree.sources) { $0.hasSuffix("import Foundation") } == [])
    }

    @Test("lines have at most 130 characters")
    func linesAreShort() {
        #expect(offences(in: tree.sources.filter { !$0.path.hasSuffix("Page.swift") }) { $0.count > 130 } == [])
    }

    @Test("files have at most 500 lines")
    func filesAreSmall() {
        let long = tree.swift.filter { $0.lines.count > 501 }.map { "\($0.path): \($0.lines.count) lines" }
        #expect(long == [])
    }

    @Test("functions have at most 60 lines")
    func functionsAreShort() {
        var long: [String] = []
        for file in tree.sources {
            for function in Functions.all(in: file.lines) where function.length > 60 {
                long.append("\(file.path):\(function.line): \(function.length) lines")
            }
        }
        #expect(long == [])
    }

    @Test("nothing is left for later in a comment")
    func nothingIsPutOff() {
        let words: Set<Substring> = ["TODO", "FIXME", "XXX", "HACK"]
        let files = tree.files.filter { $0.path != "Tests/TidyTests/TidyTests.swift" }
        #expect(
            offences(in: files) { line in
                line.split { !$0.isLetter }.contains { words.contains($0) }
            } == [])
    }

    @Test("no line ends with a blank, and no file is without its final newline")
    func noStrayBlanks() {
        #expect(offences(in: tree.files.filter { !$0.path.hasSuffix(".md") }) { $0.hasSuffix(" ") } == [])
        #expect(tree.files.filter { $0.lines.last != "" }.map(\.path) == [])
    }

    @Test("links between the project's documents lead somewhere")
    func linksLead() {
        let paths = Set(tree.files.map(\.path))
        var broken: [String] = []
        for file in tree.files where file.path.hasSuffix(".md") {
            for target in Links.relative(in: file.lines.joined(separator: "\n")) {
                let folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
                let path = Links.normalized(folder.isEmpty ? target : "\(folder)/\(target)")
                let exists = paths.contains(path) || paths.contains { $0.hasPrefix(path + "/") }
                if !exists { broken.append("\(file.path) → \(target)") }
            }
        }
        #expect(broken == [])
    }
}
