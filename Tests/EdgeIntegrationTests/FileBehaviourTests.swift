import EdgeCore
import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// Files, as clients see them.
@Suite("Files")
struct FileBehaviourTests {
    /// A folder of its own for each test, with a file outside of it.
    private final class Folder: Sendable {
        let path: String
        var root: String { path + "/root" }

        init() throws {
            path = "/tmp/edge-files-\(UInt64.random(in: .min ... .max))"
            for folder in ["", "/root", "/root/docs", "/root/empty", "/root/.git"] { unsafe mkdir(path + folder, 0o755) }
            try write("secret", to: "../secret.txt")
            try write("<h1>home</h1>", to: "index.html")
            try write("docs", to: "docs/index.html")
            try write("0123456789", to: "digits.txt")
            try write("[core]", to: ".git/config")
            try write("let a = 1\n", to: "app.js")
            try write("gzipped", to: "app.js.gz")
            try write("", to: "nothing.txt")
            unsafe symlink("../secret.txt", root + "/leak.txt")
            unsafe symlink("digits.txt", root + "/alias.txt")
            unsafe symlink("/etc", root + "/etc")
        }

        func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: URL(filePath: root + "/" + name)) }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private func run(
        _ routes: [Route] = [], _ change: (inout FileServer) -> Void = { _ in }, errors: [Route] = [],
        _ script: @escaping @Sendable (TestEdge) throws -> Void
    ) async throws {
        let folder = try Folder()
        var server = FileServer()
        change(&server)
        let served = server
        try await TestEdge.run(configure: {
            $0.sites = [Site([.any], routes: [Route(.setRoot(Template(folder.root)))] + routes + [Route(.files(served))])]
            $0.sites[0].errorRoutes = errors
        }, script)
        withExtendedLifetime(folder) {}
    }

    @Test("are served with type, length, date and tag, and an index for their folder")
    func plain() async throws {
        try await run { edge in
            let client = edge.connect()
            let digits = client.get("/digits.txt")
            #expect(digits?.status == 200 && digits?.text == "0123456789")
            #expect(digits?.field("content-type") == "text/plain; charset=utf-8" && digits?.field("content-length") == "10")
            #expect(digits?.field("accept-ranges") == "bytes" && digits?.field("last-modified")?.hasSuffix(" GMT") == true)
            #expect(digits?.field("etag")?.hasPrefix("\"") == true)
            #expect(client.get("/")?.text == "<h1>home</h1>" && client.get("/docs/")?.text == "docs")
            #expect(client.get("/docs?x=1")?.field("location") == "/docs/?x=1")
            #expect(client.get("/digits.txt/")?.field("location") == "/digits.txt")
            #expect(client.get("/nothing.txt")?.text == "" && client.get("/alias.txt")?.text == "0123456789")
            client.request("HEAD", "/digits.txt")
            let head = client.readResponse(to: "HEAD")
            #expect(head?.status == 200 && head?.field("content-length") == "10")
            client.request("POST", "/digits.txt", ["Content-Length: 2"], body: "hi")
            let post = client.readResponse()
            #expect(post?.status == 405 && post?.field("allow") == "GET, HEAD")
        }
    }

    @Test("outside of the root, hidden, or not there are not served", arguments: [
        ("/leak.txt", 403), ("/etc/passwd", 403), ("/.git/config", 404), ("/missing", 404), ("/empty/", 404), ("/../secret.txt", 400), ("/%2e%2e/secret.txt", 400),
        ("/docs/%2e%2e/digits.txt", 400), ("/docs%2findex.html", 400), ("/..%5csecret.txt", 400), ("/digits.txt%00.html", 400), ("//digits.txt", 400),
        ("/docs/..%2f..%2fsecret.txt", 400), ("/%252e%252e/secret.txt", 404), ("/digits.txt/x", 404),
    ])
    func refused(target: String, status: Int) async throws {
        try await run { edge in
            let answer = edge.connect().get(target)
            #expect(answer?.status == status)
            #expect(answer?.text.contains("secret") == false && answer?.text.contains("root:") == false)
        }
    }

    @Test("answer conditions and ranges")
    func conditions() async throws {
        try await run { edge in
            let client = edge.connect()
            let tag = try #require(client.get("/digits.txt")?.field("etag"))
            let same = client.get("/digits.txt", "If-None-Match: \(tag)")
            #expect(same?.status == 304 && same?.field("etag") == tag && same?.body.isEmpty == true)
            #expect(client.get("/digits.txt", "If-Match: \"other\"")?.status == 412)
            let part = client.get("/digits.txt", "Range: bytes=2-4")
            #expect(part?.status == 206 && part?.text == "234" && part?.field("content-range") == "bytes 2-4/10")
            #expect(client.get("/digits.txt", "Range: bytes=-3")?.text == "789")
            let none = client.get("/digits.txt", "Range: bytes=10-")
            #expect(none?.status == 416 && none?.field("content-range") == "bytes */10")
            client.request("GET", "/digits.txt", ["Range: bytes=2-4", "If-Range: \"other\""])
            #expect(client.readResponse()?.text == "0123456789")
            let several = client.get("/digits.txt", "Range: bytes=0-1,8-9")
            let boundary = try #require(several?.field("content-type")?.split(separator: "=").last)
            #expect(several?.status == 206)
            #expect(several?.text.split(separator: "--\(boundary)").count == 3)
            #expect(several?.text.contains("Content-Range: bytes 8-9/10\r\n\r\n89\r\n") == true)
        }
    }

    @Test("go out as their precompressed siblings where the client takes them")
    func siblings() async throws {
        try await run([], { $0.precompressed = [.brotli, .gzip] }) { edge in
            let client = edge.connect()
            let coded = client.get("/app.js", "Accept-Encoding: gzip, br")
            #expect(coded?.text == "gzipped" && coded?.field("content-encoding") == "gzip" && coded?.field("vary") == "Accept-Encoding")
            #expect(coded?.field("content-type") == "text/javascript; charset=utf-8")
            let plain = client.get("/app.js")
            #expect(plain?.text == "let a = 1\n" && plain?.field("content-encoding") == nil && plain?.field("vary") == "Accept-Encoding")
            #expect(plain?.field("etag") != coded?.field("etag"))
        }
    }

    @Test("try_files finds the one that is there; a page of one's own answers what is missing")
    func fallback() async throws {
        try await run([
            Route(.tryFiles([Template([.value(.path)]), Template([.value(.path), .text("/")]), "/index.html"], otherwise: nil), when: [.not([.path(["/strict/*"])])]),
            Route(.tryFiles([Template([.value(.path)])], otherwise: 404), when: [.path(["/strict/*"])]),
        ], errors: [Route(.rewrite("/digits.txt")), Route(.files(FileServer()))]) { edge in
            let client = edge.connect()
            #expect(client.get("/chat/room/7?x")?.text == "<h1>home</h1>" && client.get("/digits.txt")?.text == "0123456789")
            #expect(client.get("/docs/")?.text == "docs")
            client.request("POST", "/strict/x", ["Content-Length: 3"], body: "abc")
            #expect(client.readResponse()?.status == 405)
            // The root of the way holds for the answer to its failure too.
            let missing = edge.connect().get("/strict/x")
            #expect(missing?.status == 404 && missing?.text == "0123456789")
        }
    }

    @Test("that were open a moment ago are served as they are now")
    func changes() async throws {
        let folder = try Folder()
        try await TestEdge.run(configure: {
            $0.sites = [Site([.any], routes: [Route(.files(FileServer(root: Template(folder.root))))])]
        }) { edge in
            let client = edge.connect()
            let first = try #require(client.get("/digits.txt"))
            #expect(client.get("/digits.txt")?.field("etag") == first.field("etag"))
            // Replaced as careful programs do it; written to in place; shortened; its rights, its name gone.
            try folder.write("replaced", to: "new.txt")
            #expect(unsafe rename(folder.root + "/new.txt", folder.root + "/digits.txt") == 0)
            let second = client.get("/digits.txt", "If-None-Match: \(first.field("etag") ?? "")")
            #expect(second?.status == 200 && second?.text == "replaced")
            let number = unsafe open(folder.root + "/digits.txt", O_WRONLY | O_APPEND)
            #expect(unsafe Glibc.write(number, " and more", 9) == 9 && close(number) == 0)
            #expect(client.get("/digits.txt")?.text == "replaced and more")
            #expect(unsafe truncate(folder.root + "/digits.txt", 3) == 0 && client.get("/digits.txt")?.text == "rep")
            #expect(unsafe unlink(folder.root + "/digits.txt") == 0 && client.get("/digits.txt")?.status == 404)
            // What leads to it has another end: known a second later.
            #expect(client.get("/docs/")?.text == "docs")
            try folder.write("moved", to: "empty/index.html")
            #expect(unsafe rename(folder.root + "/docs", folder.root + "/old") == 0)
            #expect(unsafe rename(folder.root + "/empty", folder.root + "/docs") == 0)
            edge.advance(seconds: 2)
            #expect(client.get("/docs/")?.text == "moved")
            try expectMany(in: folder, client)
        }
        withExtendedLifetime(folder) {}
    }

    /// More files than are kept open are served all the same.
    private func expectMany(in folder: Folder, _ client: TestConnection) throws {
        for number in 0..<300 { try folder.write("\(number)", to: "\(number).txt") }
        for number in 0..<300 { #expect(client.get("/\(number).txt")?.text == "\(number)") }
    }

    @Test("that try_files found a moment ago are looked for as they are now")
    func triedChanges() async throws {
        let folder = try Folder()
        try await TestEdge.run(configure: {
            $0.sites = [
                Site([.any], routes: [
                    Route(.setRoot(Template(folder.root))),
                    Route(.tryFiles([Template([.value(.path)]), Template([.value(.path), .text("/")]), "/index.html"], otherwise: nil)),
                    Route(.files(FileServer())),
                ])
            ]
        }) { edge in
            let client = edge.connect()
            for _ in 0..<3 { #expect(client.get("/digits.txt")?.text == "0123456789" && client.get("/room/7")?.text == "<h1>home</h1>") }
            // Put where there was none; replaced; removed: nothing of it takes a second.
            try folder.write("a room", to: "room")
            #expect(client.get("/room")?.text == "a room")
            try folder.write("replaced", to: "new.txt")
            #expect(unsafe rename(folder.root + "/new.txt", folder.root + "/digits.txt") == 0)
            #expect(client.get("/digits.txt")?.text == "replaced")
            #expect(unsafe unlink(folder.root + "/digits.txt") == 0 && client.get("/digits.txt")?.text == "<h1>home</h1>")
            #expect(unsafe chmod(folder.root + "/room", 0) == 0 && unlink(folder.root + "/room") == 0)
            #expect(client.get("/room")?.text == "<h1>home</h1>")
            // A link out of the root is no file, however often it is asked for.
            for _ in 0..<3 { #expect(client.get("/leak.txt")?.text == "<h1>home</h1>" && client.get("/etc/passwd")?.text == "<h1>home</h1>") }
            // The root itself leads elsewhere: known a second later.
            try folder.write("other home", to: "docs/index.html")
            #expect(unsafe rename(folder.root, folder.path + "/old") == 0 && rename(folder.path + "/old/docs", folder.root) == 0)
            edge.advance(seconds: 2)
            #expect(client.get("/")?.text == "other home")
            try expectMany(in: folder, client)
        }
        withExtendedLifetime(folder) {}
    }

    @Test("that a condition found before a long wait are looked at again when they answer the failure")
    func waits() async throws {
        let (folder, arrived, goOn) = (try Folder(), Gate<Bool>(), Gate<Bool>())
        // Says what is no answer: at once, or when it is told to.
        let upstream = TestUpstream { side in
            if side.readRequest()?.head.hasPrefix("GET /slow ") == true {
                arrived.open()
                _ = goOn.wait()
            }
            side.send("nonsense\r\n\r\n")
        }
        try await TestEdge.run(configure: {
            $0.sites = [
                Site([.any], routes: [
                    Route(.setRoot(Template(folder.root))),
                    Route(.proxy(UpstreamGroup([.tcp(host: "127.0.0.1", port: upstream.port)])), when: [.file(["/digits.txt"], root: nil)]),
                ])
            ]
            $0.sites[0].errorRoutes = [Route(.rewrite("/digits.txt")), Route(.files(FileServer()))]
        }) { edge in
            #expect(edge.connect().get("/quick")?.text == "0123456789")
            let client = edge.connect()
            client.request("GET", "/slow")
            _ = arrived.wait()
            try folder.write("replaced", to: "new.txt")
            #expect(unsafe rename(folder.root + "/new.txt", folder.root + "/digits.txt") == 0)
            goOn.open()
            let answer = client.readResponse()
            #expect(answer?.status == 502 && answer?.text == "replaced")
        }
        withExtendedLifetime((folder, upstream)) {}
    }

    @Test("that are not there are left to the next route, body and all, where the server passes on")
    func passesOn() async throws {
        let folder = try Folder()
        let upstream = TestUpstream { side in
            while let request = side.readRequest() {
                let text = "\(request.head.prefix { $0 != "\r\n" }) \(request.body.count)"
                side.send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
            }
        }
        var server = FileServer(root: Template(folder.root))
        server.passesOn = true
        let (files, port) = (server, upstream.port)
        try await TestEdge.run(configure: {
            $0.sites = [
                Site([.any], routes: [
                    Route(.files(files), when: [.not([.file(["/docs/index.html"], root: "/nowhere")])]),
                    Route(.proxy(UpstreamGroup([.tcp(host: "127.0.0.1", port: port)]))),
                ])
            ]
        }) { edge in
            let client = edge.connect()
            #expect(client.get("/digits.txt")?.text == "0123456789" && client.get("/docs/")?.text == "docs")
            for target in ["/api/x?y", "/empty/", "/.git/config", "/missing"] {
                #expect(client.get(target)?.text.hasPrefix("GET ") == true, "\(target)")
            }
            #expect(client.get("/docs")?.status == 308 && client.get("/leak.txt")?.status == 403)
            client.request("POST", "/api", ["Content-Length: 3"], body: "abc")
            #expect(client.readResponse()?.text == "POST /api HTTP/1.1 3")
            client.request("POST", "/digits.txt", ["Content-Length: 3"], body: "abc")
            #expect(client.readResponse()?.status == 405)
        }
        withExtendedLifetime((folder, upstream)) {}
    }

    @Test("larger than any buffer arrive whole, and a client that stops takes no memory")
    func large() async throws {
        let folder = try Folder()
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        try Data(bytes).write(to: URL(filePath: folder.root + "/large.bin"))
        try await TestEdge.run(configure: {
            $0.sites = [Site([.any], routes: [Route(.files(FileServer(root: Template(folder.root))))])]
        }) { edge in
            #expect(edge.connect().get("/large.bin")?.body == bytes)
            let slow = edge.connect()
            slow.request("GET", "/large.bin", ["Range: bytes=100-"])
            edge.settle()
            #expect(edge.connect().get("/digits.txt")?.text == "0123456789")
            #expect(slow.readResponse()?.body == Array(bytes[100...]))
            slow.request("GET", "/large.bin", ["Range: bytes=2999990-", "Connection: close"])
            #expect(slow.readResponse()?.body == Array(bytes[2_999_990...]))
        }
        withExtendedLifetime(folder) {}
    }
}
