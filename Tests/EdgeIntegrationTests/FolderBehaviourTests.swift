import EdgeCore
import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// Listed folders, as clients see them.
@Suite("Listed folders")
struct FolderBehaviourTests {
    private struct Item: Decodable, Equatable {
        var name: String
        var size: Int
        var url: String
        var mod_time: String
        var mode: Int
        var is_dir: Bool
        var is_symlink: Bool
    }

    /// Serves a folder with something of each kind in it.
    private func run(
        listing: Bool = true, _ prepare: (String) throws -> Void = { _ in }, _ script: @escaping @Sendable (TestEdge) throws -> Void
    ) async throws {
        let path = "/tmp/edge-folders-\(UInt64.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let root = path + "/root"
        for folder in ["", "/root", "/root/zoo", "/root/.git", "/root/home"] { unsafe mkdir(path + folder, 0o755) }
        for (name, text) in [
            ("b.txt", "123"), ("A.txt", "1"), ("<i>&\".txt", "four"), (".env", "secret"), ("notes.bak", "old"), ("a:b", "colon"),
            ("back\\slash", "no path leads here"), ("zoo/x", "x"), ("home/index.html", "an index"), ("../outside", "secret"),
        ] { try Data(text.utf8).write(to: URL(filePath: "\(root)/\(name)")) }
        unsafe symlink("../outside", root + "/leak")
        unsafe symlink("nowhere", root + "/dangling")
        unsafe symlink("/etc", root + "/etc")
        unsafe symlink("zoo", root + "/alias")
        unsafe mkfifo(root + "/pipe", 0o644)
        var times = [timeval(tv_sec: 784_111_777, tv_usec: 0), timeval(tv_sec: 784_111_777, tv_usec: 0)]
        unsafe utimes(root + "/b.txt", &times)
        try prepare(root)
        var server = FileServer(root: Template(root))
        server.listsFolders = listing
        server.hidden = ["*.bak"]
        let served = server
        try await TestEdge.run(configure: { $0.sites = [Site([.any], routes: [Route(.files(served))])] }, script)
    }

    private static func items(_ response: TestResponse?) throws -> [Item] {
        let response = try #require(response)
        #expect(response.field("content-type") == "application/json" && response.field("vary") == "Accept")
        return try JSONDecoder().decode([Item].self, from: Data(response.body))
    }

    @Test("show what would be served and nothing else, folders first, in JSON for those who accept it")
    func json() async throws {
        try await run { edge in
            let client = edge.connect()
            let items = try Self.items(client.get("/", "Accept: application/json"))
            #expect(items.map(\.name) == ["alias/", "home/", "zoo/", "<i>&\".txt", "A.txt", "a:b", "b.txt"])
            #expect(items.map(\.url) == ["./alias/", "./home/", "./zoo/", "./%3Ci%3E%26%22.txt", "./A.txt", "./a%3Ab", "./b.txt"])
            #expect(items.map(\.is_dir) == [true, true, true, false, false, false, false])
            #expect(items.map(\.is_symlink) == [true, false, false, false, false, false, false])
            #expect(items.last?.size == 3 && items.last?.mod_time == "1994-11-06T08:49:37.000Z")
            // Each address leads to what is listed.
            for item in items { #expect(client.get(String(item.url.dropFirst()))?.status == 200, "\(item.url)") }
        }
    }

    @Test("are sorted as the query says", arguments: [
        ("sort=name&order=desc", ["zoo/", "home/", "b.txt", "alias/", "a:b", "A.txt", "<i>&\".txt"]),
        ("sort=time", ["b.txt"]), ("sort=nothing&order=nothing", ["alias/", "home/", "zoo/", "<i>&\".txt"]),
    ])
    func sorted(query: String, expected: [String]) async throws {
        try await run { edge in
            let items = try Self.items(edge.connect().get("/?\(query)", "Accept: application/json"))
            #expect(Array(items.map(\.name).prefix(expected.count)) == expected)
        }
    }

    @Test("are sorted by size")
    func bySize() async throws {
        try await run { edge in
            let items = try Self.items(edge.connect().get("/?sort=size&order=desc", "Accept: application/json"))
            #expect(items.filter { !$0.is_dir }.map(\.size) == [5, 4, 3, 1])
        }
    }

    @Test("are pages in which no name becomes markup")
    func page() async throws {
        try await run({ unsafe mkdir($0 + "/<b>", 0o755) }) { edge in
            let client = edge.connect()
            let page = try #require(client.get("/"))
            #expect(page.status == 200 && page.field("content-type") == "text/html; charset=utf-8")
            #expect(page.text.contains(#"<a href="./%3Ci%3E%26%22.txt">&lt;i&gt;&amp;&quot;.txt</a></td><td>4 B</td>"#))
            #expect(page.text.contains("<td>3 B</td><td>1994-11-06 08:49</td>"))
            #expect(!page.text.contains("<i>") && !page.text.contains("<b>") && !page.text.contains("href=\"../\""))
            for secret in [".env", ".git", "notes.bak", "leak", "dangling", "etc", "pipe", "slash"] {
                #expect(!page.text.contains(secret), "\(secret)")
            }
            let inner = try #require(client.get("/%3Cb%3E/"))
            #expect(inner.text.contains("<h1>Index of /&lt;b&gt;/</h1>") && inner.text.contains("href=\"../\""))
            client.request("HEAD", "/")
            #expect(client.readResponse(to: "HEAD")?.field("content-length") == page.field("content-length"))
            // An index comes before a listing, and a folder has its slash.
            #expect(client.get("/home/")?.text == "an index" && client.get("/zoo")?.field("location") == "/zoo/")
            #expect(client.get("/.git/")?.status == 404 && client.get("/etc/")?.status == 403)
        }
    }

    @Test("are not there unless they are asked for")
    func off() async throws {
        try await run(listing: false) { edge in
            #expect(edge.connect().get("/zoo/")?.status == 404 && edge.connect().get("/")?.status == 404)
        }
    }

    @Test("end after 4,000 names, and a page says so")
    func bounded() async throws {
        try await run({ root in
            for number in 0..<4100 { unsafe Glibc.close(creat("\(root)/zoo/\(number)", 0o644)) }
        }) { edge in
            let client = edge.connect()
            let items = try Self.items(client.get("/zoo/", "Accept: application/json"))
            #expect(items.count == 4000)
            #expect(client.get("/zoo/")?.text.contains("There are more; only 4000 names were looked at.") == true)
        }
    }
}
