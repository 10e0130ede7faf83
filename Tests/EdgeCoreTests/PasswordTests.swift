import Testing

@testable import EdgeCore

@Suite("Passwords")
struct PasswordTests {
    @Test("SHA-256 of the standard's examples", arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (String(repeating: "a", count: 1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
    ])
    func sha256(text: String, expected: String) {
        let hash = SHA256.hash(Array(text.utf8))
        #expect(hash.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined() == expected)
    }

    @Test("base 64 as RFC 4648 §10 has it, with padding and without; what is none is none")
    func base64() {
        let text = "foobar"
        for count in 0...6 {
            let bytes = Array(text.utf8.prefix(count))
            let encoded = Array(Base64.encode(bytes).utf8)
            #expect(Base64.decode(encoded) == bytes)
            #expect(Base64.decode(encoded.filter { $0 != UInt8(ascii: "=") }) == bytes)
        }
        for broken in ["Z", "Zm9v=", "Zm=v", "Zm 9", "Zm9-", "===="] { #expect(Base64.decode(Array(broken.utf8)) == nil) }
    }

    @Test("hashes of other programs are verified", arguments: [
        // bcrypt: the pair that its reference implementation is tested with, and PHP's prefix.
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        // SHA-512, as `openssl passwd -6` makes it.
        (
            "Hello world!",
            "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
        ),
    ])
    func verified(password: String, hash: String) {
        #expect(PasswordHash.objection(to: hash) == nil)
        #expect(PasswordHash.matches(Array(password.utf8), hash))
        #expect(!PasswordHash.matches(Array("\(password) ".utf8), hash))
        #expect(!PasswordHash.matches(Array(password.utf8) + [0], hash))
    }

    @Test("a hash that is made is verified, and none is like another")
    func made() throws {
        let password = Array("käse & brot".utf8)
        let hash = try #require(PasswordHash.bcrypt(password, cost: 4))
        #expect(hash.hasPrefix("$2b$04$"))
        #expect(PasswordHash.objection(to: hash) == nil)
        #expect(PasswordHash.matches(password, hash))
        #expect(!PasswordHash.matches(Array("kase & brot".utf8), hash))
        #expect(PasswordHash.bcrypt(password, cost: 4) != hash)
        #expect(PasswordHash.bcrypt(password + [0], cost: 4) == nil)
    }

    @Test("what cannot be verified in a reasonable time is objected to", arguments: [
        "", "$", "$argon2id$v=19$m=65536$c2FsdA$aGFzaA", "$apr1$salt$hash", "secret", "$9$x",
        "$2b$17$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    ])
    func objection(hash: String) {
        #expect(PasswordHash.objection(to: hash) != nil)
        #expect(!PasswordHash.matches(Array("secret".utf8), hash.hasPrefix("$2b$17") ? "" : hash))
    }

    @Test("what is remembered is bounded, and a name, a password or a hash that differs is another log-in")
    func cache() throws {
        var cache = LoginMemory()
        let alice = try credentials("alice", "secret")
        let digest = cache.digest(alice, hash: "$1")
        cache.insert(digest)
        #expect(cache.contains(cache.digest(alice, hash: "$1")))
        #expect(!cache.contains(cache.digest(alice, hash: "$2")))
        #expect(!cache.contains(cache.digest(try credentials("alices", "ecret"), hash: "$1")))
        #expect(!LoginMemory().contains(LoginMemory().digest(alice, hash: "$1")))
        for number in 0..<256 { cache.insert(cache.digest(try credentials("bob", "\(number)"), hash: "$1")) }
        #expect(!cache.contains(digest))
        #expect(cache.contains(cache.digest(try credentials("bob", "255"), hash: "$1")))
    }

    private func credentials(_ name: String, _ password: String) throws -> BasicCredentials {
        let request = RequestHead()
        request.fields.append("Authorization", "bAsIc  \(Base64.encode(Array("\(name):\(password)".utf8)))")
        return try #require(BasicCredentials(request))
    }
}
