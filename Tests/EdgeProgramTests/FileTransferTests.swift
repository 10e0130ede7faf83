import Foundation
import Testing

/// A large file, as curl fetches it in more than one go.
@Suite("Files in the program", .serialized)
struct FileTransferTests {
    @Test("that are kept open leave descriptors to others")
    func leavesDescriptors() async throws {
        let workshop = try Workshop()
        let root = workshop.path("root")
        let made = try await Child.run(
            "/bin/sh", ["-c", "for i in $(seq 200); do mkdir -p \(root)/d$i; echo folder >\(root)/d$i/index.html; echo file >\(root)/$i.txt; done"])
        #expect(made.status == 0)
        try workshop.write(
            """
            http://chat.example.com {
            	root * \(root)
            	try_files {path} {path}/ =404
            	file_server
            }

            """, to: "Edgefile")
        let edge = try await workshop.startEdge(["run", "--workers", "1"], descriptors: 100)
        let address = "http://chat.example.com:\(edge.http)"
        let got = try await workshop.curl([
            "--fail", "--resolve", "chat.example.com:\(edge.http):127.0.0.1", "\(address)/[1-200].txt", "\(address)/d[1-200]/",
        ])
        #expect(got.status == 0)
        #expect(got.output.split(separator: "\n").count { $0.hasSuffix("file") } == 200)
        #expect(got.output.split(separator: "\n").count { $0.hasSuffix("folder") } == 200)
    }

    @Test("curl resumes a transfer of 100 MiB that was cut off", arguments: ["http", "https"], ["--http1.1", "--http2"])
    func resumes(scheme: String, version: String) async throws {
        let workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com"])
        let (file, copy) = (workshop.path("root/file.bin"), workshop.path("copy"))
        let made = try await Child.run(
            "/bin/sh", ["-c", "mkdir \(workshop.path("root")) && head -c 104857600 /dev/urandom > \(file)"])
        #expect(made.status == 0)
        try workshop.write(
            """
            {
            	auto_https disable_redirects
            }
            http://chat.example.com, https://chat.example.com {
            	tls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))
            	root * \(workshop.path("root"))
            	file_server
            }

            """, to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        let port = scheme == "http" ? edge.http : edge.https
        let common = [
            version, "--cacert", workshop.path("cert.pem"), "--resolve", "chat.example.com:\(port):127.0.0.1", "-o", copy,
            "\(scheme)://chat.example.com:\(port)/file.bin",
        ]
        // 28: the time was over.
        #expect(try await workshop.curl(["--limit-rate", "20M", "--max-time", "1"] + common).status == 28)
        let got = try #require(try FileManager.default.attributesOfItem(atPath: copy)[.size] as? Int)
        #expect(got > 0 && got < 104_857_600)
        #expect(try await workshop.curl(["-C", "-"] + common).status == 0)
        #expect(try await Child.run("/usr/bin/cmp", [file, copy]).status == 0)
    }
}
