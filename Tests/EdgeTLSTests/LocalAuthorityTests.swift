import EdgeCore
import Glibc
import Testing

@testable import EdgeTLS

@Suite("The local authority")
struct LocalAuthorityTests {
    let folder = TestFolder()
    let clock = TestClock()

    private func storage() throws -> CertificateStorage { try CertificateStorage(root: folder.file("data")) }

    private func open(host: String = "box") throws -> LocalAuthority {
        try LocalAuthority(storage: storage(), host: host) { [clock] in clock.seconds }
    }

    private func text(_ credential: Credential) throws -> String {
        let path = try folder.write(credential.leaf.pem, to: "leaf.pem")
        return folder.openssl("x509", "-in", path, "-noout", "-text").output
    }

    private func verifies(_ credential: Credential, _ authority: LocalAuthority, at seconds: Int) throws
        -> ChildProcess.Outcome
    {
        let leaf = try folder.write(credential.leaf.pem, to: "leaf.pem")
        let chain = try folder.write(credential.chain.flatMap(\.pem), to: "chain.pem")
        return folder.openssl(
            "verify", "-x509_strict", "-purpose", "sslserver", "-attime", "\(seconds)", "-CAfile", authority.rootPath,
            "-untrusted", chain, leaf)
    }

    @Test("makes leaves that OpenSSL verifies strictly up to its root, now and until they are renewed")
    func chain() throws {
        let authority = try open()
        let leaf = try authority.leaf(for: ["localhost", "*.box.internal", "127.0.0.1", "::1"])
        for moment in [clock.seconds - 3500, clock.seconds, LocalAuthority.renewal(of: leaf.info)] {
            let outcome = try verifies(leaf, authority, at: moment)
            #expect(outcome.succeeded, "\(outcome.output)")
        }
        #expect(try !verifies(leaf, authority, at: leaf.info.notAfter + 1).succeeded)
        #expect(leaf.info.dnsNames == ["localhost", "*.box.internal"])
        #expect(leaf.info.ipAddresses == ["127.0.0.1", "::1"])
    }

    @Test("writes what browsers ask for: key usage, identifiers, names, a short life")
    func fields() throws {
        let authority = try open()
        let leaf = try authority.leaf(for: ["localhost"])
        let text = try text(leaf)
        for part in [
            "CA:FALSE", "TLS Web Server Authentication", "Digital Signature", "X509v3 Subject Key Identifier",
            "X509v3 Authority Key Identifier", "DNS:localhost", "ecdsa-with-SHA256", "NIST CURVE: P-256",
        ] { #expect(text.contains(part), "\(part)") }
        #expect(leaf.info.notAfter - clock.seconds == 7 * 86_400)
        #expect(clock.seconds - leaf.info.notBefore == 3600)
        #expect(
            authority.root.subject == #"CN = Edge Local Authority \E2\80\93 box \#(UTCText.year(clock.seconds))"#
                || authority.root.subject == "CN = Edge Local Authority – box \(UTCText.year(clock.seconds))")
        #expect(authority.root.isAuthority && authority.intermediate.isAuthority && !leaf.info.isAuthority)
        #expect(authority.root.notAfter - clock.seconds == 3650 * 86_400)
        #expect(authority.intermediate.notAfter - clock.seconds == 365 * 86_400)
    }

    @Test("gives the same leaf until two thirds of its life are over, then another with the same key")
    func renewal() throws {
        let authority = try open()
        let first = try authority.leaf(for: ["a.internal", "b.internal"])
        #expect(try authority.leaf(for: ["B.internal", "a.internal."]) === first)
        clock.advance(by: LocalAuthority.renewal(of: first.info) - clock.seconds - 1)
        #expect(try authority.leaf(for: ["a.internal", "b.internal"]) === first)
        clock.advance(by: 1)
        let second = try authority.leaf(for: ["a.internal", "b.internal"])
        #expect(second.info.serialNumber != first.info.serialNumber)
        #expect(second.keyPEM == first.keyPEM)
        #expect(try authority.leaf(for: ["a.internal"]).keyPEM != first.keyPEM)
        #expect(try verifies(second, authority, at: clock.seconds).succeeded)
    }

    @Test("is the same after a restart, and renews its intermediate under the same root")
    func kept() throws {
        let before = try open()
        let again = try open()
        #expect(again.root == before.root)
        #expect(again.intermediate == before.intermediate)
        clock.advance(by: 250 * 86_400)
        let leaf = try again.leaf(for: ["localhost"])
        #expect(again.root == before.root)
        #expect(again.intermediate.fingerprint != before.intermediate.fingerprint)
        #expect(try verifies(leaf, again, at: clock.seconds).succeeded)
        #expect(try open().intermediate == again.intermediate)
    }

    @Test("never lets a leaf outlive the intermediate, however late the renewal")
    func nested() throws {
        let authority = try open()
        clock.advance(by: 362 * 86_400)
        let leaf = try authority.issue(for: ["localhost"])
        #expect(leaf.info.notAfter == authority.intermediate.notAfter)
    }

    @Test("keeps keys from other users")
    func modes() throws {
        _ = try open()
        for (path, mode) in [
            ("data", 0o700), ("data/pki/local", 0o700), ("data/pki/local/root.key", 0o600),
            ("data/pki/local/intermediate.key", 0o600), ("data/locks", 0o700),
        ] {
            var status = stat()
            #expect(unsafe stat(folder.file(path), &status) == 0)
            #expect(status.st_mode & 0o777 == mode_t(mode), "\(path)")
        }
    }

    @Test("starts after a crash in the middle of its making, and never replaces a root that is damaged")
    func crashes() throws {
        let storage = try storage()
        // The key was written, the certificate was not.
        try storage.write(try PrivateKey.generate().pem, to: "pki/local/root.key")
        let root = try open().root
        try storage.write(try PrivateKey.generate().pem, to: "pki/local/intermediate.key")
        let authority = try open()
        #expect(authority.root == root)
        #expect(try verifies(authority.leaf(for: ["localhost"]), authority, at: clock.seconds).succeeded)
        try storage.write(Array("garbage".utf8), to: "pki/local/root.crt")
        #expect(throws: CertificateError(.noCertificate, path: storage.path("pki/local/root.crt"))) { try open() }
        #expect(try storage.read("pki/local/root.crt") == Array("garbage".utf8))
        try storage.remove("pki/local/root.key")
        #expect(throws: CertificateError(.missingFile, path: storage.path("pki/local/root.key"))) { try open() }
    }

    @Test("refuses what is no name, and takes one too long for a common name")
    func names() throws {
        let authority = try open(host: String(repeating: "h", count: 200))
        for bad in [[], ["a b"], ["a,DNS:evil.example"], ["localhost", ""]] {
            #expect(throws: CertificateError.self, "\(bad)") { try authority.leaf(for: bad) }
        }
        let long = Array(repeating: "abcdefgh", count: 12).joined(separator: ".")
        let leaf = try authority.leaf(for: [long])
        #expect(leaf.info.subject == "")
        let outcome = try verifies(leaf, authority, at: clock.seconds)
        #expect(outcome.succeeded, "\(outcome.output)")
    }

    @Test("shows a leaf of its own for each name below a wildcard, and for the address of a catch-all")
    func onDemand() throws {
        let authority = try LocalAuthority(storage: storage(), host: "box")
        var table = CertificateTable()
        table.add(OnDemandLeaves(authority), for: ["*.localhost", "*"])
        let provider = try TLSTransportProvider(TLSConfiguration(certificates: CertificateStore(table)))
        let roots = try TrustRoots.file(authority.rootPath)
        for name in ["one.localhost", "two.localhost", "one.localhost", "elsewhere.internal"] {
            let pair = try TLSPair(provider, TestClient(name, roots: roots)).connected()
            #expect(pair.client.tls?.peerCertificate?.dnsNames == [name])
            #expect(pair.server.covers(name))
            #expect(!pair.server.covers("other.localhost"))
        }
        guard
            case .present(_, let shown) = table.choose(
                serverName: nil, localAddress: { "10.0.0.1" })
        else {
            Issue.record("nothing for an address")
            return
        }
        #expect(shown[0].info.ipAddresses == ["10.0.0.1"])
    }

    @Test("shows the first site's own leaf to a client that sends no name")
    func firstSite() throws {
        var table = CertificateTable()
        table.add(OnDemandLeaves(try open()), for: ["localhost", "other.internal"])
        let choice = table.choose(serverName: nil) { "10.0.0.1" }
        guard case .present(_, let shown) = choice else {
            Issue.record("nothing shown")
            return
        }
        #expect(shown[0].info.dnsNames == ["localhost"])
        #expect(shown[0].info.ipAddresses.isEmpty)
    }

    @Test("renews its intermediate by itself when leaves are made on demand, away from the handshake")
    func renewalOnDemand() async throws {
        let authority = try open()
        let leaves = OnDemandLeaves(authority)
        clock.advance(by: 300 * 86_400)
        let before = authority.intermediate
        #expect(leaves.credential(for: "localhost") != nil)
        await leaves.renewals.finished()
        #expect(authority.intermediate.fingerprint != before.fingerprint)
        #expect(leaves.credential(for: "localhost")?.info.issuer == authority.intermediate.subject)
    }

    @Test("serves a listener in one call")
    func listener() throws {
        let authority = try open()
        let listener = try Listener.tls(on: 0, certificates: [.local(authority, names: ["localhost"])])
        let client = try TLSUpstreamProvider(roots: TrustRoots.pem(authority.rootPEM))
        _ = try TLSPair(listener.transport.provider, client, name: "localhost").connected()
        #expect(listener.transport.isEncrypted)
    }
}
