import COpenSSL
import EdgeCore
import Testing

@testable import EdgeTLS

@Suite("Handshakes")
struct HandshakeTests {
    let authority = TestAuthority.shared

    @Test(
        "complete with 1.3 and 1.2, verified by the client",
        arguments: [
            (TLS1_3_VERSION, "TLSv1.3"), (TLS1_2_VERSION, "TLSv1.2"),
        ])
    func versions(version: Int32, name: String) throws {
        let client = try TestClient("a.example", roots: authority.roots, version: version)
        let pair = try TLSPair(server([authority.credential("a.example")]), client).connected()
        for end in [pair.server, pair.client] {
            #expect(end.transport.session.version.name.description == name)
            #expect(end.transport.session.isEncrypted)
            #expect(!end.transport.session.isResumed)
        }
    }

    @Test("are refused below 1.2, in words")
    func oldVersion() throws {
        let client = try TestClient("a.example", version: TLS1_1_VERSION, ciphers: "ALL:@SECLEVEL=0")
        let outcome = try TLSPair(server([authority.credential("a.example")]), client).shakeHands()
        #expect(outcome.server == .failed("client offered no protocol version from 1.2 on"))
        #expect(outcome.client == .failed("server refused: no protocol version in common"))
    }

    @Test("are refused without forward secrecy, in words")
    func oldCipher() throws {
        let client = try TestClient("a.example", version: TLS1_2_VERSION, ciphers: "AES128-SHA")
        let outcome = try TLSPair(server([authority.credential("a.example")]), client).shakeHands()
        #expect(
            outcome.server == .failed("client offered no cipher that is taken here, or none for the kind of key"))
    }

    @Test("settle on the protocol that the server likes best")
    func serverPreference() throws {
        let client = try TestClient("a.example", protocols: ["http/1.1", "h2"])
        let provider = try server([authority.credential("a.example")], protocols: ["h2", "http/1.1"])
        let pair = try TLSPair(provider, client).connected()
        #expect(pair.server.transport.session.applicationProtocol.description == "h2")
        #expect(pair.client.transport.session.applicationProtocol.description == "h2")
    }

    @Test("settle on no protocol when the client names none")
    func noALPN() throws {
        let client = try TestClient("a.example", protocols: [])
        let pair = try TLSPair(server([authority.credential("a.example")]), client).connected()
        #expect(pair.server.transport.session.applicationProtocol.description == "")
    }

    @Test("fail without a shared protocol (RFC 7301 §3.2)")
    func noSharedProtocol() throws {
        let client = try TestClient("a.example", protocols: ["h3"])
        let outcome = try TLSPair(server([authority.credential("a.example")]), client).shakeHands()
        #expect(outcome.server == .failed("client offered no application protocol that is spoken here"))
        #expect(outcome.client == .failed("server refused: no application protocol in common"))
    }

    @Test("choose the key exchange on X25519, or its hybrid where the library has it")
    func group() throws {
        let pair = try TLSPair(server([authority.credential("a.example")]), TestClient("a.example")).connected()
        let name = try #require(pair.server.tls?.keyExchangeGroup)
        #expect(["x25519", "x25519mlkem768"].contains(name.lowercased()))
    }

    @Test("work when every byte comes alone")
    func byteByByte() throws {
        let (clientSide, towardsClient) = try TLSPair.socketPair()
        let (serverSide, towardsServer) = try TLSPair.socketPair()
        let provider = try server([authority.credential("a.example")])
        let client = try TestClient("a.example", roots: authority.roots)
        let pair = TLSPair(provider, on: serverSide, client, on: clientSide, name: "")
        var steps = 0
        while pair.server.progress == .pending || pair.client.progress == .pending, steps < 20_000 {
            steps += 1
            if pair.client.progress == .pending { _ = pair.client.shakeHands() }
            if relayByte(towardsClient, towardsServer), pair.server.progress == .pending {
                _ = pair.server.shakeHands()
            }
            _ = relayByte(towardsServer, towardsClient)
        }
        #expect(pair.server.progress == .complete)
        #expect(pair.client.progress == .complete)
        #expect(steps > 200)
    }

    private func relayByte(_ source: Socket, _ target: Socket) -> Bool {
        let scratch = Scratch(capacity: 1)
        var room = scratch.room(from: 0)
        guard source.receive(into: &room) == .bytes(1) else { return false }
        return target.send(scratch.bytes(1)) == .bytes(1)
    }

    @Test("that end early say who hung up")
    func hangUp() throws {
        let (left, right) = try TLSPair.socketPair()
        let wire = Wire(socket: left)
        let transport = try server([authority.credential("a.example")])
            .makeTransport(on: wire)
        right.close()
        #expect(transport.handshake() == .failed("client closed the connection during the handshake"))
    }

    @Test("with a client that speaks plain HTTP get an answer that it can read")
    func plainHTTP() throws {
        let (left, right) = try TLSPair.socketPair()
        let wire = Wire(socket: left)
        let transport = try server([authority.credential("a.example")])
            .makeTransport(on: wire)
        _ = right.send(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8).span)
        #expect(transport.handshake() == .failed("client sent plain HTTP to a port that speaks TLS"))
        let scratch = Scratch(capacity: 1024)
        var room = scratch.room(from: 0)
        guard case .bytes(let count) = right.receive(into: &room) else {
            Issue.record("no answer")
            return
        }
        let answer = scratch.bytes(count).text
        let body = try #require(answer.firstRange(of: "\r\n\r\n")).upperBound
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains("Content-Length: \(answer[body...].utf8.count)\r\n"))
    }

    @Test("with a client that speaks something else fail in words")
    func garbage() throws {
        let (left, right) = try TLSPair.socketPair()
        let wire = Wire(socket: left)
        let transport = try server([authority.credential("a.example")])
            .makeTransport(on: wire)
        _ = right.send([UInt8](repeating: 0x5A, count: 64).span)
        #expect(transport.handshake() == .failed("client does not speak TLS"))
    }

    @Test("show ECDSA to who can verify it and RSA to who cannot")
    func twoKinds() throws {
        let folder = TestFolder()
        let made = folder.openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder.file("key"), "-out", folder.file("crt"),
            "-subj", "/CN=a.example", "-addext", "subjectAltName=DNS:a.example", "-days", "2")
        try #require(made.succeeded, "\(made.output)")
        let rsa = try Credential.load(certificateFile: folder.file("crt"), keyFile: folder.file("key"))
        let provider = try server([rsa, authority.credential("a.example")])
        for (cipher, issuer) in [
            ("ECDHE-RSA-AES128-GCM-SHA256", "a.example"), ("ECDHE-ECDSA-AES128-GCM-SHA256", "Test Root"),
        ] {
            let client = try TestClient("", version: TLS1_2_VERSION, ciphers: cipher)
            let pair = try TLSPair(provider, client).connected()
            #expect(pair.client.tls?.peerCertificate?.issuer.contains(issuer) == true)
        }
    }
}

@Suite("Verifying an upstream")
struct UpstreamVerificationTests {
    let authority = TestAuthority.shared

    private func outcome(_ credential: Credential, host: String, roots: TrustRoots?) throws -> HandshakeProgress {
        let provider = try server([credential]) { $0.add(credential, for: ["*"]) }
        return try TLSPair(provider, TLSUpstreamProvider(roots: roots), name: host).shakeHands().client
    }

    @Test("takes the name and the address that the certificate names")
    func good() throws {
        let credential = try authority.credential("up.example", "*.wild.example", "10.1.2.3", "2001:db8::1")
        for host in ["up.example", "UP.example.", "x.wild.example", "10.1.2.3", "2001:db8::1"] {
            #expect(try outcome(credential, host: host, roots: authority.roots) == .complete, "\(host)")
        }
    }

    @Test("refuses another name, another address, another root, and a date that has passed, in words")
    func bad() throws {
        let credential = try authority.credential("up.example", "10.1.2.3")
        let old = try authority.credential(
            "up.example", notBefore: SystemClock.seconds - 100, notAfter: SystemClock.seconds - 50)
        let other = TestAuthority()
        let refusals = try [
            outcome(credential, host: "other.example", roots: authority.roots),
            outcome(credential, host: "10.1.2.4", roots: authority.roots),
            outcome(credential, host: "up.example", roots: other.roots),
            outcome(old, host: "up.example", roots: authority.roots),
        ]
        let words = ["hostname mismatch", "IP address mismatch", "unable to get local issuer", "expired"]
        for (refusal, word) in zip(refusals, words) {
            guard case .failed(let phrase) = refusal else {
                Issue.record("taken although: \(word)")
                continue
            }
            #expect(phrase.hasPrefix("the server's certificate was not believed: "))
            #expect(phrase.contains(word), "\(phrase)")
        }
    }

    @Test("is skipped when asked to be")
    func skipped() throws {
        let credential = try authority.credential("up.example")
        #expect(try outcome(credential, host: "other.example", roots: nil) == .complete)
    }

    @Test("fails before anything is sent for a host that is none")
    func noName() throws {
        guard case .failed = try outcome(authority.credential("up.example"), host: "a b", roots: authority.roots) else {
            Issue.record("a host with a space was verified")
            return
        }
    }

    @Test("tells two settings apart, and equal ones not")
    func identity() throws {
        let roots = try authority.roots
        #expect(try UpstreamTransport.tls(roots: roots) == UpstreamTransport.tls(roots: roots))
        #expect(try UpstreamTransport.tls(roots: roots) != UpstreamTransport.tls(roots: TestAuthority().roots))
        #expect(try UpstreamTransport.tls(roots: roots) != UpstreamTransport.tlsWithoutVerification())
        #expect(try UpstreamTransport.tls(serverName: "a", roots: roots) != UpstreamTransport.tls(roots: roots))
    }
}
