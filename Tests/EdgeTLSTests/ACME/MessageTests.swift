import Testing

@testable import EdgeTLS

@Suite("ACME messages")
struct MessageTests {
    @Test("base 64 for URLs goes both ways, and takes what CAs hand out (RFC 4648 §10)")
    func base64() {
        let pairs = [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
        for (plain, encoded) in pairs {
            #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
            #expect(Base64URL.decode(encoded) == Array(plain.utf8))
        }
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64URL.decode("+/8=") == [0xFB, 0xFF])
        for wrong in ["A", "a b", "é"] { #expect(Base64URL.decode(wrong) == nil) }
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test("a key's thumbprint is made over its members in order (RFC 7638 §3)")
    func thumbprint() throws {
        let key = try JSONWebKey(try PrivateKey.generate())
        let text = #"{"crv":"P-256","kty":"EC","x":"\#(key.x)","y":"\#(key.y)"}"#
        #expect(key.thumbprint == Base64URL.encode(Digest.sha256(Array(text.utf8))))
        #expect(Base64URL.decode(key.x)?.count == 32)
    }

    @Test("a message is signed over its header and payload, with 64 bytes")
    func signature() throws {
        struct Message: Decodable { var protected, payload, signature: String }
        struct Header: Decodable { var alg, nonce, url: String; var kid: String?; var jwk: JSONWebKey? }
        let key = try PrivateKey.generate()
        let bytes = try JSONWebSignature.sign(
            Array("{}".utf8), to: "https://ca.test/new", nonce: "n", as: .account("https://ca.test/1"), with: key)
        let message = try #require(JSONText.decode(Message.self, from: bytes))
        let header = try #require(JSONText.decode(Header.self, from: Base64URL.decode(message.protected) ?? []))
        #expect(header.alg == "ES256" && header.nonce == "n" && header.url == "https://ca.test/new")
        #expect(header.kid == "https://ca.test/1" && header.jwk == nil)
        #expect(Base64URL.decode(message.payload) == Array("{}".utf8))
        #expect(Base64URL.decode(message.signature)?.count == 64)
        let asGet = try JSONWebSignature.sign(nil, to: "u", nonce: "n", as: .key(JSONWebKey(key)), with: key)
        #expect(try #require(JSONText.decode(Message.self, from: asGet)).payload == "")
    }

    @Test("HMAC is that of RFC 4231 §4.2")
    func messageCode() {
        let code = MessageCode.sha256(Array("Hi There".utf8), key: [UInt8](repeating: 0x0B, count: 20))
        #expect(Hexadecimal.text(code) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    }

    @Test("problems are read whatever else is in them, and told in words with what to do")
    func problems() throws {
        let text = #"{"type":"urn:ietf:params:acme:error:rateLimited","detail":"too many","status":429,"x":{"y":[]}}"#
        let problem = try #require(JSONText.decode(ACMEProblem.self, from: Array(text.utf8)))
        #expect(problem.kind == "rateLimited")
        let error = ProblemText.error(problem, while: "ordering a certificate for a.test", retryAfter: 60)
        #expect(error.description.contains("too many"))
        #expect(error.description.contains("asked again later"))
        #expect(error.retryAfter == 60)
        let failed = ProblemText.error(
            ACMEProblem(type: "urn:ietf:params:acme:error:connection", detail: "refused"), challenge: .http, name: "a.test",
            facts: "nothing answers at 192.0.2.1 (A record) port 80")
        #expect(failed.description.contains("open port 80"))
        #expect(failed.description.contains("192.0.2.1"))
        #expect(failed.challenge == .http)
        #expect(JSONText.decode(ACMEProblem.self, from: Array("{}".utf8))?.kind == "about:blank")
        #expect(JSONText.decode(ACMEProblem.self, from: Array("<html>".utf8)) == nil)
    }

    @Test("unknown challenge types and fields are passed over")
    func unknown() throws {
        let text = #"""
            {"identifier":{"type":"dns","value":"a.test"},"status":"pending","future":true,"challenges":[
              {"type":"quantum-01","url":"u","weight":3},{"type":"http-01","url":"v","token":"t","status":"pending"}]}
            """#
        let authorization = try #require(JSONText.decode(ACMEAuthorization.self, from: Array(text.utf8)))
        #expect(authorization.challenges.map(\.type) == ["quantum-01", "http-01"])
        #expect(authorization.challenges[0].token == nil)
    }

    @Test("an authorization for a wildcard is told from the one for the name below which it is (RFC 8555 §7.1.4)")
    func wildcards() throws {
        for (field, name) in [("", "a.test"), (#""wildcard":false,"#, "a.test"), (#""wildcard":true,"#, "*.a.test")] {
            let text = #"{"identifier":{"type":"dns","value":"a.test"},\#(field)"status":"pending","challenges":[]}"#
            #expect(JSONText.decode(ACMEAuthorization.self, from: Array(text.utf8))?.name == name)
        }
    }

    @Test("a name server is an address, with or without a port; its answer is read as far as it is one")
    func nameServers() {
        for text in ["9.9.9.9", "9.9.9.9:5353", "2620:fe::fe", "[2620:fe::fe]:53"] { #expect(NameServer(text) != nil, "\(text)") }
        for text in ["", "dns.test", "9.9.9.9:", "9.9.9.9:0", "9.9.9.9:70000", "[::1]", ":53"] { #expect(NameServer(text) == nil, "\(text)") }
        let question = NameServer.question("_acme-challenge.a.test.", type: 16, id: 0x0102)
        #expect(question.count == 12 + 24 + 4 && question[12] == 15)
        // An alias, then the record that it leads to: two strings of one text.
        let record: [UInt8] = [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 6, 2, 0x61, 0x62, 2, 0x63, 0x64]
        let alias: [UInt8] = [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xC0, 12]
        let answer = [1, 2, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0] + question[12...] + alias + record
        let found = NameServer.answer(answer, type: 16, id: 0x0102)
        #expect(found?.map(TextRecordLook.text) == ["abcd"])
        #expect(NameServer.answer(answer, type: 16, id: 7) == nil)
        for end in answer.indices { _ = NameServer.answer(Array(answer[..<end]), type: 16, id: 0x0102) }
        #expect(TextRecordLook.text(of: [9, 0x61]) == "a" && TextRecordLook.text(of: []) == "")
    }

    @Test("a token that could lead elsewhere is none")
    func tokens() {
        #expect(KeyAuthorization(token: "abc-_9", thumbprint: "x")?.text == "abc-_9.x")
        for wrong in ["", "../x", "a/b", "a b", "a%2e", String(repeating: "a", count: 257)] {
            #expect(KeyAuthorization(token: wrong, thumbprint: "x") == nil)
        }
    }

    @Test("an address is asked for under its reverse name (RFC 8738 §6)")
    func reverseNames() {
        #expect(ReverseName.of("192.0.2.1") == "1.2.0.192.in-addr.arpa")
        let v6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
        #expect(ReverseName.of("2001:db8::1") == v6)
        #expect(ReverseName.of("chat.test") == nil)
    }

    @Test("challenges are tried in the order that is likeliest to work")
    func choice() {
        func order(
            _ name: String, _ allowed: Set<ACMEAuthority.Challenge>, learned: ACMEAuthority.Challenge? = nil,
            blocked: Bool = false
        ) -> [ACMEAuthority.Challenge] {
            ChallengeChoice.order(for: name, allowed: allowed, learned: learned, isPort80Blocked: blocked)
        }
        #expect(order("a.test", [.http, .tls]) == [.http, .tls])
        #expect(order("a.test", [.http, .tls], blocked: true) == [.tls, .http])
        #expect(order("a.test", [.http, .tls], learned: .tls) == [.tls, .http])
        #expect(order("a.test", [.http, .tls, .dns]) == [.dns])
        #expect(order("*.a.test", [.http, .tls]) == [])
        #expect(order("*.a.test", [.http, .tls, .dns]) == [.dns])
        #expect(order("192.0.2.1", [.http, .tls, .dns]) == [.http, .tls])
    }

    @Test("a CA is called by its directory in paths, and its tests are known")
    func authorities() {
        #expect(ACMEAuthority.letsEncrypt().name == "acme-v02.api.letsencrypt.org-directory")
        #expect(ACMEAuthority.letsEncrypt().staging?.directory.contains("staging") == true)
        #expect(ACMEAuthority(directory: "https://ca.internal:14000/dir").staging == nil)
        #expect(AccountBinding(keyIdentifier: "k", key: "not base 64!") == nil)
    }

    @Test("web addresses are taken apart, and what is none is refused")
    func webAddresses() {
        let address = WebAddress("https://ca.test:14000/dir?x=1#part")
        #expect(address?.host == "ca.test" && address?.port == 14000 && address?.target == "/dir?x=1")
        #expect(WebAddress("http://[2001:db8::1]")?.authority == "[2001:db8::1]")
        #expect(WebAddress("http://a.test")?.target == "/")
        for wrong in ["", "ftp://a.test", "https://", "https://a b/", "https://user@a.test/", "https://a.test:99999/"] {
            #expect(WebAddress(wrong) == nil, "\(wrong)")
        }
    }

    @Test("the certificate that answers TLS-ALPN-01 holds the critical identifier and the name alone (RFC 8737 §3)")
    func challengeCertificate() throws {
        let key = try PrivateKey.generate()
        let fields = CertificateFields(
            commonName: "ACME challenge", names: ["a.test"], notBefore: 0, notAfter: 4_000_000_000,
            role: .challenge(digest: [UInt8](repeating: 7, count: 32)))
        let certificate = try X509Certificate.issue(fields, for: key, by: nil)
        #expect(certificate.info.dnsNames == ["a.test"])
        // 1.3.6.1.5.5.7.1.31, TRUE, and the digest in an octet string in an octet string.
        let wanted: [UInt8] = [0x06, 8, 0x2B, 6, 1, 5, 5, 7, 1, 31, 1, 1, 0xFF, 4, 34, 4, 32, 7, 7]
        let encoded = try #require(Base64URL.decode(Self.base64(in: certificate.pem)))
        #expect(encoded.indices.contains { encoded[$0...].starts(with: wanted) })
    }

    private static func base64(in pem: [UInt8]) -> String {
        String(decoding: pem, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
    }
}
