import EdgeCore
import Synchronization
import Testing

@testable import EdgeTLS

@Suite("Which certificate is shown")
struct CertificateChoiceTests {
    let authority = TestAuthority.shared

    private func name(_ choice: CertificateChoice) -> String {
        switch choice {
        case .present(let entry, _): entry.name
        case .answerChallenge: "challenge"
        case .refuse(let phrase): phrase
        }
    }

    private func choose(_ table: CertificateTable, _ serverName: String?, at address: String? = nil) -> String {
        name(table.choose(serverName: serverName) { address })
    }

    @Test("exact before wildcard, one label only, in any case and with a final dot")
    func names() throws {
        var table = CertificateTable()
        table.add(try authority.credential("a.example"), for: ["A.Example.", "*.example", "*.deep.example"])
        #expect(choose(table, "a.example") == "a.example")
        #expect(choose(table, "A.EXAMPLE") == "a.example")
        #expect(choose(table, "a.example.") == "a.example")
        #expect(choose(table, "b.example") == "*.example")
        #expect(choose(table, "b.deep.example") == "*.deep.example")
        #expect(choose(table, "c.b.deep.example") == "no certificate for the server name c.b.deep.example")
        #expect(choose(table, "example") == "no certificate for the server name example")
    }

    @Test("without a name: the one that names the address, else the catch-all's, else the first")
    func noName() throws {
        var table = CertificateTable()
        #expect(choose(table, nil, at: "10.0.0.1") == "client sent no server name, and there is no certificate to show")
        table.add(try authority.credential("first.example"))
        table.add(try authority.credential("second.example", "10.0.0.9"))
        #expect(choose(table, nil, at: "10.0.0.1") == "first.example")
        #expect(choose(table, nil) == "first.example")
        #expect(choose(table, nil, at: "10.0.0.9") == "10.0.0.9")
        #expect(choose(table, "10.0.0.9", at: "10.0.0.1") == "10.0.0.9")
        table.add(try authority.credential("any.example"), for: ["*"])
        #expect(choose(table, nil, at: "10.0.0.1") == "*")
        #expect(choose(table, nil, at: "10.0.0.9") == "10.0.0.9")
    }

    @Test("for an unknown name: the catch-all's, else none")
    func unknown() throws {
        var table = CertificateTable()
        table.add(try authority.credential("a.example"))
        #expect(choose(table, "b.example") == "no certificate for the server name b.example")
        table.add(try authority.credential("any.example"), for: ["*"])
        #expect(choose(table, "b.example") == "*")
        #expect(choose(table, "a.example") == "a.example")
    }

    @Test("what is no name is refused, and cannot forge a log line")
    func nonsense() throws {
        var table = CertificateTable()
        table.add(try authority.credential("any.example"), for: ["*"])
        #expect(choose(table, "a\nb") == #"client sent a server name that is none: "a\xab""#)
        #expect(choose(table, "..").hasPrefix("client sent a server name that is none"))
    }

    @Test("a name without a certificate yet shows its stand-in, or refuses, until it has one")
    func pending() throws {
        var table = CertificateTable()
        table.addPending(["a.example"], credential: nil)
        #expect(choose(table, "a.example") == "the certificate for a.example is not there yet")
        let standIn = try authority.credential("b.example")
        table.addPending(["b.example"], credential: standIn)
        #expect(choose(table, "b.example") == "b.example")
        let real = try authority.credential("b.example")
        table.add(real, for: ["b.example"])
        table.addPending(["b.example"], credential: standIn)
        guard
            case .present(_, let shown) = table.choose(
                serverName: "b.example", localAddress: { nil })
        else {
            Issue.record("nothing shown")
            return
        }
        #expect(shown.contains { $0 === real })
    }

    @Test("a renewed credential replaces the one of the same kind, for those without a name too")
    func renewed() throws {
        var table = CertificateTable()
        table.add(try authority.credential("a.example"))
        let fresh = try authority.credential("a.example")
        table.add(fresh)
        for serverName in ["a.example", nil] {
            guard
                case .present(_, let shown) = table.choose(
                    serverName: serverName, localAddress: { nil })
            else {
                Issue.record("nothing shown")
                return
            }
            #expect(shown.count == 1 && shown[0] === fresh)
        }
        #expect(table.credentials.count == 1)
    }

    @Test("in a handshake, by name; unknown names meet the alert unrecognized_name")
    func handshakes() throws {
        let provider = try server([authority.credential("a.example"), authority.credential("*.b.example")])
        for (asked, shown) in [("a.example", "a.example"), ("x.b.example", "*.b.example")] {
            let client = try TestClient(asked, roots: authority.roots)
            let pair = try TLSPair(provider, client).connected()
            #expect(pair.client.tls?.peerCertificate?.dnsNames == [shown])
        }
        let outcome = try TLSPair(provider, TestClient("c.example")).shakeHands()
        #expect(outcome.server == .failed("no certificate for the server name c.example"))
        #expect(outcome.client == .failed("server refused: it has no site of that name"))
    }

    @Test("in a handshake without a name, by the address connected to")
    func byAddress() throws {
        let listener = try Socket.listening(on: .loopbackIPv4, dualStack: false, backlog: 1)
        let connecting = try Socket.connecting(to: try #require(listener.localAddress()))
        var accepted: Socket?
        while accepted == nil { accepted = try listener.accept()?.socket }
        let provider = try server([authority.credential("a.example"), authority.credential("127.0.0.1")])
        let client = try TestClient("127.0.0.1", roots: authority.roots)
        let pair = TLSPair(provider, on: try #require(accepted), client, on: connecting, name: "")
        while pair.client.progress == .pending || pair.server.progress == .pending { pair.shakeHands() }
        #expect(pair.client.progress == .complete)
        #expect(pair.client.tls?.peerCertificate?.ipAddresses == ["127.0.0.1"])
    }

    @Test("new handshakes see a table that was put in place meanwhile")
    func swapped() throws {
        let store = CertificateStore()
        let provider = try TLSTransportProvider(TLSConfiguration(certificates: store))
        #expect(try TLSPair(provider, TestClient("a.example")).shakeHands().server != .complete)
        var table = CertificateTable()
        table.add(try authority.credential("a.example"))
        store.replace(table)
        _ = try TLSPair(provider, TestClient("a.example", roots: authority.roots)).connected()
    }

    @Test("a challenge is answered to who asks for acme-tls/1, and the connection ends there")
    func challenge() throws {
        let proof = try authority.credential("a.example")
        let challenges = ChallengeCredentials()
        let provider = try server([authority.credential("a.example")], challenges: challenges)
        challenges.set(proof, for: "A.example.")
        let pair = try TLSPair(provider, TestClient("a.example", protocols: ["acme-tls/1"]))
        let outcome = pair.shakeHands()
        #expect(outcome.client == .complete)
        #expect(pair.client.transport.session.applicationProtocol.description == "acme-tls/1")
        #expect(pair.client.tls?.peerCertificate?.fingerprint == proof.info.fingerprint)
        #expect(
            outcome.server
                == .failed("answered a challenge of an ACME server; nothing else is said on such a connection"))
        #expect(pair.client.receive().result == .endOfStream)
        let ordinary = try TLSPair(provider, TestClient("a.example")).connected()
        #expect(ordinary.client.tls?.peerCertificate?.fingerprint != proof.info.fingerprint)
        let stranger = try TLSPair(provider, TestClient("b.example", protocols: ["acme-tls/1"])).shakeHands()
        #expect(stranger.client != .complete)
        challenges.set(nil, for: "a.example")
        let late = try TLSPair(provider, TestClient("a.example", protocols: ["acme-tls/1"])).shakeHands()
        #expect(late.client != .complete)
    }

    @Test("a CA that asks for an address by its reverse name gets the answer to its challenge", arguments: [
        "1.2.0.192.in-addr.arpa",
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
    ])
    func reverseName(name: String) throws {
        let challenges = ChallengeCredentials()
        let provider = try server([authority.credential("192.0.2.1", "2001:db8::1")], challenges: challenges)
        let proof = try authority.credential("proof.example")
        challenges.set(proof, for: name)
        let pair = try TLSPair(provider, TestClient(name, protocols: ["acme-tls/1"]), name: name)
        #expect(pair.shakeHands().client == .complete)
        #expect(pair.client.tls?.peerCertificate?.fingerprint == proof.info.fingerprint)
    }

    @Test("what answers challenges is one object for every table and every listener")
    func challengesOutliveTables() throws {
        let challenges = ChallengeCredentials()
        let stores = [CertificateStore(challenges: challenges), CertificateStore(challenges: challenges)]
        challenges.set(try authority.credential("a.example"), for: "a.example")
        for store in stores {
            store.replace(CertificateTable())
            let choice = store.choose(serverName: "a.example", isChallenge: true) { nil }
            #expect(name(choice) == "challenge")
            #expect(name(store.choose(serverName: "a.example", isChallenge: false) { nil }) != "challenge")
        }
    }

    @Test("a source is asked in each handshake: what it has meanwhile is shown, and until then the refusal says so")
    func source() throws {
        let source = ChangingSource()
        let provider = try server([]) { $0.add(source, for: ["a.example"]) }
        let early = try TLSPair(provider, TestClient("a.example")).shakeHands()
        #expect(early.server == .failed("the certificate for a.example is not there yet"))
        for _ in 0..<2 {
            let credential = try authority.credential("a.example")
            source.change(to: credential)
            let pair = try TLSPair(provider, TestClient("a.example", roots: authority.roots)).connected()
            #expect(pair.client.tls?.peerCertificate?.fingerprint == credential.info.fingerprint)
        }
    }
}

@Suite("Which hosts a connection is good for")
struct CoverageTests {
    let authority = TestAuthority.shared

    private func covers(_ pair: TLSPair, _ host: String) -> Bool {
        pair.server.covers(host)
    }

    @Test("those that the certificate names, in any case, and no others")
    func named() throws {
        let provider = try server([authority.credential("a.example", "*.b.example"), authority.credential("c.example")])
        let pair = try TLSPair(provider, TestClient("a.example")).connected()
        for host in ["a.example", "A.EXAMPLE", "a.example.", "x.b.example", "a.example"] {
            #expect(covers(pair, host), "\(host)")
        }
        for host in ["c.example", "b.example", "x.y.b.example", "unknown.example", "", "127.0.0.1", "c.example"] {
            #expect(!covers(pair, host), "\(host)")
        }
    }

    @Test("a catch-all's certificate is good for every host that has no other")
    func catchAll() throws {
        let provider = try server([authority.credential("c.example")]) {
            if let any = try? authority.credential("any.example") { $0.add(any, for: ["*"]) }
        }
        let pair = try TLSPair(provider, TestClient("whatever.example")).connected()
        for host in ["whatever.example", "else.example", "any.example", "127.0.0.1"] {
            #expect(covers(pair, host), "\(host)")
        }
        #expect(!covers(pair, "c.example"))
    }

    @Test("a catch-all's source that shows one certificate to all is good for every host too")
    func catchAllSource() throws {
        let source = ChangingSource()
        source.change(to: try authority.credential("any.example"))
        let provider = try server([authority.credential("c.example")]) { $0.add(source, for: ["*"]) }
        let pair = try TLSPair(provider, TestClient("whatever.example")).connected()
        #expect(covers(pair, "else.example"))
        #expect(!covers(pair, "c.example"))
    }
}

/// One credential for all names, which may change.
private final class ChangingSource: CredentialSource {
    private let shown = Mutex<Credential?>(nil)

    func change(to credential: Credential) { shown.withLock { $0 = credential } }
    func credential(for name: String) -> Credential? { shown.withLock { $0 } }
    var isSameForAllNames: Bool { true }
}
