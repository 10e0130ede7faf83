import Foundation
import Testing

/// `edge doctor` before a healthy site, and before each thing that can be wrong.
@Suite("The doctor")
struct DoctorTests {
    private let workshop: Workshop

    init() async throws {
        workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com"])
    }

    /// A chat server in the given state.
    private func startPatient(_ status: String = "ok") async throws -> Int {
        let child = try workshop.start(Workshop.python, [Workshop.clients + "patient.py", status])
        return try #require(Int(try await child.line { $0.hasPrefix("port ") }.dropFirst(5)))
    }

    private func startEdge(to port: Int, prefix: String = "", scheme: String = "", extra: String = "") async throws -> EdgeChild {
        try workshop.write(
            """
            \(scheme.isEmpty ? "" : "{\n\tauto_https \(scheme)\n}\n")chat.example.com -> 127.0.0.1:\(port) {
            	tls \(workshop.path(prefix + "cert.pem")) \(workshop.path(prefix + "key.pem"))
            	lb_try_duration 1s\(extra)
            }

            """, to: "Edgefile")
        return try await workshop.startEdge(["run", "--workers", "1"])
    }

    private func examine(
        _ edge: EdgeChild, authority: String = "cert.pem", upstream: Int = 1
    ) async throws -> (status: Int32, findings: [String: (verdict: String, seen: String, advice: String?)]) {
        let result = try await workshop.runEdge([
            "doctor", "https://chat.example.com:\(edge.https)", "--resolve", "127.0.0.1", "--http-port", "\(edge.http)", "--ca",
            workshop.path(authority), "--upstream", "127.0.0.1:\(upstream)", "--json",
        ])
        let list = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]] ?? []
        var findings: [String: (verdict: String, seen: String, advice: String?)] = [:]
        for entry in list {
            let check = try #require(entry["check"] as? String)
            findings[check] = (entry["verdict"] as? String ?? "", entry["seen"] as? String ?? "", entry["advice"] as? String)
        }
        return (result.status, findings)
    }

    @Test("a healthy site passes every check")
    func healthy() async throws {
        let port = try await startPatient()
        let edge = try await startEdge(to: port)
        let (status, findings) = try await examine(edge, upstream: port)
        #expect(status == 0, "\(findings)")
        for check in ["certificate", "protocols", "redirect", "health", "spoofing", "websocket", "upload", "hsts", "subnet"] {
            #expect(findings[check]?.verdict == "fine", "\(check): \(String(describing: findings[check]))")
        }
        #expect(findings["protocols"]?.seen == "TLSv1.3, h2")
        #expect(findings["websocket"]?.seen.contains("is open after") == true)
    }

    @Test("a Chatalot behind the site is recognised, and its preset suggested")
    func suggests() async throws {
        let (status, findings) = try await examine(try await startEdge(to: try await startPatient()))
        let backend = try #require(findings["backend"])
        #expect(status == 0 && backend.verdict == "fine" && backend.seen == "a Chatalot server")
        #expect(backend.advice?.contains("`preset chatalot`") == true)
        let (_, others) = try await examine(try await startEdge(to: try await startPatient("stranger")))
        #expect(others["health"]?.verdict == "fine" && others["backend"] == nil)
    }

    @Test("each line says to people what was seen and what to do")
    func words() async throws {
        let edge = try await startEdge(to: try await startPatient("degraded"))
        let result = try await workshop.runEdge([
            "doctor", "https://chat.example.com:\(edge.https)", "--resolve", "127.0.0.1", "--http-port", "\(edge.http)", "--ca",
            workshop.path("cert.pem"),
        ])
        #expect(result.status == 1)
        #expect(result.output.contains("FAIL health        the chat server says that it is not well"), "\(result.output)")
        #expect(result.output.contains("→ see its log"))
        #expect(result.output.contains("ok   redirect"))
    }

    @Test("a certificate for another name is named, and which name it has")
    func wrongName() async throws {
        try await workshop.makeCertificate(["other.example.com"], prefix: "other-")
        let edge = try await startEdge(to: try await startPatient(), prefix: "other-")
        let (status, findings) = try await examine(edge)
        #expect(status == 1)
        #expect(findings["certificate"]?.verdict == "problem")
        #expect(findings["certificate"]?.seen.contains("wrong name: it is for other.example.com") == true, "\(findings)")
    }

    @Test("an expired certificate is named, and since when")
    func expired() async throws {
        try await makeExpiredCertificate()
        // The edge itself starts with no such certificate.
        let port = Workshop.freePort()
        let files = ["-cert", workshop.path("old-cert.pem"), "-key", workshop.path("old-key.pem")]
        let server = try workshop.start("/usr/bin/openssl", ["s_server", "-accept", "\(port)", "-www"] + files)
        _ = try await server.line { $0.hasPrefix("ACCEPT") }
        let result = try await workshop.runEdge([
            "doctor", "https://chat.example.com:\(port)", "--resolve", "127.0.0.1", "--http-port", "1",
        ])
        #expect(result.status == 1)
        #expect(result.output.contains("FAIL certificate   expired "), "\(result.output)")
    }

    /// `req -x509` takes no dates, `ca` does.
    private func makeExpiredCertificate() async throws {
        try workshop.write(
            """
            [ca]
            default_ca = it
            [it]
            database = \(workshop.path("index"))
            serial = \(workshop.path("serial"))
            new_certs_dir = \(workshop.folder)
            default_md = sha256
            policy = any
            x509_extensions = names
            [any]
            commonName = supplied
            [names]
            subjectAltName = DNS:chat.example.com

            """, to: "ca.cnf")
        let key = workshop.path("old-key.pem")
        let commands = """
            : > index; echo 01 > serial; cp key.pem \(key)
            openssl req -new -key \(key) -subj /CN=chat.example.com -out request.pem
            openssl ca -batch -selfsign -config ca.cnf -keyfile \(key) -in request.pem -out old-cert.pem -notext \
                -startdate 20240101000000Z -enddate 20240201000000Z
            """
        let result = try await Child.run("/bin/sh", ["-ec", commands], folder: workshop.folder)
        #expect(result.status == 0, "\(result.output)")
    }

    @Test("a certificate that nobody vouches for is named")
    func untrusted() async throws {
        try await workshop.makeCertificate(["chat.example.com"], prefix: "stranger-")
        let edge = try await startEdge(to: try await startPatient())
        let (status, findings) = try await examine(edge, authority: "stranger-cert.pem")
        #expect(status == 1)
        #expect(findings["certificate"]?.seen.contains("not believed") == true, "\(findings)")
    }

    @Test("a missing redirect is named")
    func noRedirect() async throws {
        let edge = try await startEdge(to: try await startPatient(), scheme: "disable_redirects")
        let (_, findings) = try await examine(edge)
        #expect(["problem", "warning"].contains(findings["redirect"]?.verdict ?? ""), "\(findings)")
        #expect(findings["redirect"]?.advice != nil)
    }

    @Test("a chat server that is not there is told from an edge that is not there")
    func upstreamDown() async throws {
        let edge = try await startEdge(to: 1)
        let (status, findings) = try await examine(edge)
        #expect(status == 1)
        #expect(findings["health"]?.seen == "503: the edge is there, the chat server is not", "\(findings)")
        #expect(findings["websocket"]?.verdict == "problem")
        #expect(findings["subnet"]?.verdict == "unknown")
    }

    @Test("a WebSocket that does not get through is named")
    func blocked() async throws {
        let edge = try await startEdge(to: try await startPatient("blocked"))
        let (status, findings) = try await examine(edge)
        #expect(status == 1)
        #expect(findings["websocket"]?.seen == "blocked: /ws answers 404 to an upgrade", "\(findings)")
    }

    @Test("HSTS together with a certificate that browsers refuse is a trap, and is named")
    func strictTransport() async throws {
        try await workshop.makeCertificate(["chat.example.com"], prefix: "stranger-")
        let edge = try await startEdge(
            to: try await startPatient(), extra: "\n\theader Strict-Transport-Security \"max-age=31536000; includeSubDomains\"")
        #expect(try await examine(edge).findings["hsts"]?.verdict == "warning")
        #expect(try await examine(edge, authority: "stranger-cert.pem").findings["hsts"]?.verdict == "problem")
    }

    @Test("a name without an address, and a port where nobody listens, are named")
    func unreachable() async throws {
        let nobody = try await workshop.runEdge(["doctor", "nowhere.invalid"])
        #expect(nobody.status == 1)
        #expect(nobody.output.contains("nowhere.invalid has no address"), "\(nobody.output)")
        let closed = try await workshop.runEdge(["doctor", "https://chat.example.com:1", "--resolve", "127.0.0.1"])
        #expect(closed.output.contains("FAIL port 1"), "\(closed.output)")
        #expect(try await workshop.runEdge(["doctor", "*.example.com"]).status == 1)
    }
}
