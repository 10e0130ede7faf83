import FoundationEssentials
import Glibc

/// Folders with the pages that examples ask for; gone with the value.
final class SiteFolder {
    private let path = "/tmp/edge-site-\(UInt64.random(in: .min ... .max))"

    var site: String { path + "/site" }
    /// Both of them.
    var whole: String { path }

    init() throws {
        for part in ["", "/docs", "/site", "/site/sub", "/site/.well-known", "/site/.well-known/acme-challenge"] {
            unsafe mkdir(path + part, 0o755)
        }
        for (name, text) in [
            ("docs/a.txt", "a of the docs"), ("site/b.txt", "b of the site"), ("site/index.html", "home"), ("site/home.html", "home"),
            ("site/404.html", "our own page"), ("site/about.html", "about us"), ("site/style.css", "body {}"), ("site/notes.bak", "old"),
            ("site/.env", "secret"), ("site/sub/index.html", "sub"), ("site/.well-known/acme-challenge/abc", "abc.thumbprint"),
        ] { try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)")) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
