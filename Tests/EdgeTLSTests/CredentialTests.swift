import EdgeCore
import Glibc
import Testing

@testable import EdgeTLS

@Suite("Certificates from files")
struct CredentialTests {
    let authority = TestAuthority.shared
    let folder = TestFolder()

    /// Files of a pair that is in order.
    private func files(_ credential: Credential) throws -> (certificate: String, key: String) {
        (try folder.write(credential.chainPEM, to: "cert.pem"), try folder.write(credential.keyPEM, to: "key.pem"))
    }

    private func error(_ certificate: String, _ key: String, now: Int = SystemClock.seconds) -> CertificateError? {
        do {
            _ = try Credential.load(certificateFile: certificate, keyFile: key, now: now)
            return nil
        } catch { return error }
    }

    @Test("are read, RSA and ECDSA, from two files or one, and say what they say")
    func good() throws {
        let made = folder.openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder.file("rsa.key"), "-out",
            folder.file("rsa.crt"), "-subj", "/CN=Some One", "-set_serial", "0x1F2E", "-days", "2", "-addext",
            "subjectAltName=DNS:A.example,DNS:*.b.example,IP:10.0.0.1,IP:2001:DB8::1,email:x@y.example")
        try #require(made.succeeded, "\(made.output)")
        let rsa = try Credential.load(certificateFile: folder.file("rsa.crt"), keyFile: folder.file("rsa.key"))
        #expect(rsa.key.kind == .rsa)
        #expect(rsa.info.subject == "CN = Some One")
        #expect(rsa.info.issuer == "CN = Some One")
        #expect(rsa.info.serialNumber == "1f2e")
        #expect(rsa.info.dnsNames == ["a.example", "*.b.example"])
        #expect(rsa.info.ipAddresses == ["10.0.0.1", "2001:db8::1"])
        #expect(rsa.info.lifetime == 2 * 86_400)
        #expect(abs(rsa.info.notBefore - SystemClock.seconds) < 60)
        let fingerprint = folder.openssl("x509", "-in", folder.file("rsa.crt"), "-noout", "-fingerprint", "-sha256")
            .output
        #expect(fingerprint.lowercased().filter { $0 != ":" }.contains(rsa.info.fingerprint))

        let pair = try authority.credential("c.example")
        let both = try folder.write(pair.chainPEM + authority.certificate.pem + pair.keyPEM, to: "both.pem")
        let ecdsa = try Credential.load(certificateFile: both, keyFile: both)
        #expect(ecdsa.key.kind == .ecdsa)
        #expect(ecdsa.chain.count == 1)
        #expect(ecdsa.info.fingerprint == pair.info.fingerprint)
    }

    @Test("that are not there or hold nothing are told apart, with the path")
    func missing() throws {
        let (certificate, key) = try files(authority.credential("a.example"))
        let empty = try folder.write(Array("nothing here\n".utf8), to: "empty.pem")
        #expect(error(folder.file("none"), key) == CertificateError(.missingFile, path: folder.file("none")))
        #expect(error(certificate, folder.file("none")) == CertificateError(.missingFile, path: folder.file("none")))
        #expect(error(empty, key) == CertificateError(.noCertificate, path: empty))
        #expect(error(key, key) == CertificateError(.noCertificate, path: key))
        #expect(error(certificate, certificate) == CertificateError(.noKey, path: certificate))
        #expect(error(certificate, empty) == CertificateError(.noKey, path: empty))
        #expect(error(folder.path, key)?.path == folder.path)
    }

    @Test("that may not be read name the way out for certbot's")
    func permission() {
        let denied = CertificateError(
            StorageError("read", "/etc/letsencrypt/live/a/privkey.pem", code: EACCES).certificateReason,
            path: "/etc/letsencrypt/live/a/privkey.pem")
        #expect(denied.reason == .permissionDenied)
        #expect(denied.description.hasPrefix("/etc/letsencrypt/live/a/privkey.pem: may not be read by this user"))
        #expect(denied.description.contains("/etc/letsencrypt/renewal-hooks/deploy"))
    }

    @Test("that are damaged are told from those that are none")
    func damaged() throws {
        let (certificate, key) = try files(authority.credential("a.example"))
        let bad = try folder.write(
            Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8), to: "bad.pem")
        let badKey = try folder.write(
            Array("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".utf8), to: "bad.key")
        for (error, path) in [(error(bad, key), bad), (error(certificate, badKey), badKey)] {
            guard case .malformed = error?.reason else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(error?.path == path)
        }
    }

    @Test("whose key is another's are refused, and a chain in the wrong order is named")
    func mismatch() throws {
        let one = try authority.credential("a.example")
        let two = try authority.credential("b.example")
        let (certificate, _) = try files(one)
        let other = try folder.write(two.keyPEM, to: "other.key")
        #expect(error(certificate, other) == CertificateError(.keyMismatch(keyFitsCertificate: nil), path: other))
        let reversed = try folder.write(one.chainPEM + two.chainPEM, to: "reversed.pem")
        #expect(error(reversed, other) == CertificateError(.keyMismatch(keyFitsCertificate: 2), path: other))
    }

    @Test(
        "with an encrypted key are refused, and nobody is asked for a passphrase",
        arguments: ["-traditional", "-aes256"])
    func encrypted(format: String) throws {
        let (certificate, key) = try files(authority.credential("a.example"))
        let locked = folder.file("locked.key")
        let made =
            format == "-aes256"
            ? folder.openssl("pkey", "-in", key, "-aes256", "-passout", "pass:secret", "-out", locked)
            : folder.openssl("ec", "-in", key, "-aes256", "-passout", "pass:secret", "-out", locked)
        try #require(made.succeeded, "\(made.output)")
        #expect(error(certificate, locked) == CertificateError(.encryptedKey, path: locked))
    }

    @Test("outside of their time are refused, to the second")
    func time() throws {
        let credential = try authority.credential("a.example", notBefore: 1_700_000_000, notAfter: 1_700_003_600)
        let (certificate, key) = try files(credential)
        #expect(error(certificate, key, now: 1_700_000_000) == nil)
        #expect(error(certificate, key, now: 1_700_003_600) == nil)
        let late = error(certificate, key, now: 1_700_003_601)
        #expect(late == CertificateError(.expired(notAfter: 1_700_003_600), path: certificate))
        #expect(late?.description == "\(certificate): expired on 2023-11-14T23:13:20Z")
        let early = error(certificate, key, now: 1_699_999_999)
        #expect(early == CertificateError(.notYetValid(notBefore: 1_700_000_000), path: certificate))
    }

    @Test("with keys that browsers do not take are refused at start, not in each handshake")
    func weak() throws {
        for (name, arguments) in [("rsa", ["rsa:1024"]), ("ed", ["ed25519"])] {
            let crt = folder.file("\(name).crt")
            let key = folder.file("\(name).key")
            let made = TestFolder.programs.run(
                "/usr/bin/openssl",
                ["req", "-x509", "-newkey"] + arguments + ["-nodes", "-keyout", key, "-out", crt, "-subj", "/CN=a"])
            try #require(made.succeeded, "\(made.output)")
            guard case .unsuitableKey = error(crt, key)?.reason else {
                Issue.record("\(name) was taken")
                continue
            }
        }
    }

    @Test("that have not changed are not parsed again, those that have are, and the cache keeps nothing alive")
    func cache() throws {
        let cache = CredentialCache()
        let (certificate, key) = try files(authority.credential("a.example"))
        var first: Credential? = try cache.load(certificateFile: certificate, keyFile: key)
        #expect(try cache.load(certificateFile: certificate, keyFile: key) === first)
        weak let kept = first
        let fresh = try authority.credential("a.example")
        _ = try files(fresh)
        #expect(try cache.load(certificateFile: certificate, keyFile: key).info == fresh.info)
        first = nil
        #expect(kept == nil)
    }

    @Test("that expire while they are known are refused all the same")
    func cachedExpiry() throws {
        let cache = CredentialCache()
        let (certificate, key) = try files(authority.credential("a.example", notAfter: SystemClock.seconds + 100))
        let held = try cache.load(certificateFile: certificate, keyFile: key)
        #expect(throws: CertificateError(.expired(notAfter: held.info.notAfter), path: certificate)) {
            try cache.load(certificateFile: certificate, keyFile: key, now: held.info.notAfter + 1)
        }
    }
}

@Suite("Times and names as text")
struct TextTests {
    @Test(
        "times are right at the edges of the calendar",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"), (1_709_251_199, "2024-02-29T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"), (1_798_761_599, "2026-12-31T23:59:59Z"),
        ])
    func times(seconds: Int, text: String) {
        #expect(UTCText.format(seconds) == text)
    }

    @Test("names are normalized, and what can be none is refused")
    func names() {
        #expect(ServerName.normalized("A-b.Example.") == "a-b.example")
        #expect(ServerName.normalized("_x.example") == "_x.example")
        #expect(ServerName.normalizedPattern("*.A.example") == "*.a.example")
        for bad in ["", ".", "a..b", ".a", "a b", "ä.example", "*", "a.*.b", String(repeating: "a", count: 64) + ".b"] {
            #expect(ServerName.normalized(bad) == nil, "\(bad)")
        }
        #expect(ServerName.normalizedPattern("*.*.a") == nil)
        #expect(ServerName.normalized(Array(repeating: "abcd", count: 51).joined(separator: ".")) == nil)
    }

    @Test("a wildcard stands for one label")
    func wildcards() {
        #expect(ServerName.covers("*.a.example", "x.a.example"))
        for host in ["a.example", "y.x.a.example", ".a.example"] { #expect(!ServerName.covers("*.a.example", host)) }
    }
}

@Suite("Client hello extensions")
struct ClientHelloTests {
    private func name(_ bytes: [UInt8]) -> String? { ClientHello.serverName(in: bytes.span)?.text }

    @Test("the host name is found behind entries of other types")
    func serverName() {
        #expect(name([0, 5, 0, 0, 2, 0x61, 0x62]) == "ab")
        #expect(name([0, 9, 7, 0, 1, 0x78, 0, 0, 2, 0x61, 0x62]) == "ab")
        #expect(name([0, 4, 7, 0, 1, 0x78]) == nil)
    }

    @Test("any bytes are read without a trap, cut anywhere")
    func total() {
        let whole: [UInt8] = [0, 9, 7, 0, 1, 0x78, 0, 0, 2, 0x61, 0x62]
        for end in 0..<whole.count { #expect(name(Array(whole[..<end])) == nil) }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in UInt8.random(in: 0...9, using: &random)
            }
            if let found = ClientHello.serverName(in: bytes.span) { #expect(found.count <= bytes.count) }
            let hasH2 = ALPNProtocols.list(ClientHello.protocols(in: bytes.span), contains: "h2")
            #expect(!hasH2)
        }
    }

    private func contains(_ list: [UInt8], _ name: StaticString) -> Bool {
        ALPNProtocols.list(list.span, contains: name)
    }

    @Test("protocols are compared whole")
    func protocols() {
        let list: [UInt8] = [2, 0x68, 0x32, 3, 0x68, 0x32, 0x63]
        for name in ["h2", "h2c"] as [StaticString] { #expect(contains(list, name)) }
        for part in ["h", "2", "h2ch"] as [StaticString] { #expect(!contains(list, part)) }
        #expect(!contains([9, 0x68], "h"))
        #expect(ALPNProtocols(["h2", "http/1.1"]).wireFormat == [2, 0x68, 0x32, 8] + Array("http/1.1".utf8))
    }
}
