import Glibc
import Testing

@testable import EdgeTLS

@Suite("Certificate files that others renew")
struct FileCredentialTests {
    let authority = TestAuthority.shared
    let folder = TestFolder()
    let cache = CredentialCache()

    private func write(certificate: Credential) throws { try folder.write(certificate.chainPEM, to: "cert.pem") }
    private func write(key: Credential) throws { try folder.write(key.keyPEM, to: "key.pem") }

    private func write(_ credential: Credential) throws {
        try write(certificate: credential)
        try write(key: credential)
    }

    private func open() throws -> FileCredential {
        try FileCredential(certificateFile: folder.file("cert.pem"), keyFile: folder.file("key.pem"), cache: cache)
    }

    private func words(_ outcome: FileCredential.Outcome) -> String {
        switch outcome {
        case .unchanged: "unchanged"
        case .renewed(let info): "renewed \(info.fingerprint)"
        case .unusable(let error): "\(error.reason)"
        }
    }

    @Test("a new pair is shown once both of its files are there, and told once")
    func renewal() throws {
        let old = try authority.credential("a.example")
        let new = try authority.credential("a.example")
        try write(old)
        let files = try open()
        #expect(words(files.refresh()) == "unchanged")
        try write(certificate: new)
        #expect(words(files.refresh()) == "unchanged")
        #expect(files.credential(for: "a.example")?.info == old.info)
        try write(key: new)
        #expect(words(files.refresh()) == "renewed \(new.info.fingerprint)")
        #expect(files.credential(for: "a.example")?.info == new.info)
        #expect(words(files.refresh()) == "unchanged")
    }

    @Test("files written again with the same bytes are nothing new")
    func rewritten() throws {
        let credential = try authority.credential("a.example")
        try write(credential)
        let files = try open()
        let shown = files.current
        try write(credential)
        #expect(words(files.refresh()) == "unchanged")
        #expect(files.current === shown)
    }

    @Test("a pair that is still wrong at the second look is told once, and taken as soon as it is mended")
    func unusable() throws {
        let old = try authority.credential("a.example")
        let new = try authority.credential("a.example")
        try write(old)
        let files = try open()
        try write(certificate: new)
        #expect((0..<4).map { _ in words(files.refresh()) } == [
            "unchanged", "\(CertificateError.Reason.keyMismatch(keyFitsCertificate: nil))", "unchanged", "unchanged",
        ])
        try folder.write(Array("half of a k".utf8), to: "key.pem")
        #expect((0..<3).map { _ in words(files.refresh()) } == ["unchanged", "\(CertificateError.Reason.noKey)", "unchanged"])
        try FileSystem.remove(folder.file("key.pem"))
        #expect((0..<3).map { _ in words(files.refresh()) } == [
            "unchanged", "\(CertificateError.Reason.missingFile)", "unchanged",
        ])
        #expect(files.current.info == old.info)
        try write(key: new)
        #expect(words(files.refresh()) == "renewed \(new.info.fingerprint)")
    }

    @Test("an expired pair is no start, and takes no good one's place")
    func expired() throws {
        let past = SystemClock.seconds - 60
        let old = try authority.credential("a.example", notBefore: past - 60, notAfter: past)
        try write(old)
        #expect(throws: CertificateError(.expired(notAfter: past), path: folder.file("cert.pem"))) { try open() }
        let good = try authority.credential("a.example")
        try write(good)
        let files = try open()
        try write(old)
        _ = files.refresh()
        #expect(words(files.refresh()) == "\(CertificateError.Reason.expired(notAfter: past))")
        #expect(files.current.info == good.info)
    }

    @Test("links are followed, as certbot's live folder has them")
    func links() throws {
        let old = try authority.credential("a.example")
        let new = try authority.credential("a.example")
        for (number, pair) in [old, new].enumerated() {
            try folder.write(pair.chainPEM, to: "cert\(number).pem")
            try folder.write(pair.keyPEM, to: "key\(number).pem")
        }
        func link(_ number: Int) throws {
            for name in ["cert", "key"] {
                unsafe unlink(folder.file("\(name).pem"))
                try #require(unsafe symlink("\(name)\(number).pem", folder.file("\(name).pem")) == 0)
            }
        }
        try link(0)
        let files = try open()
        #expect(files.current.info == old.info)
        try link(1)
        #expect(words(files.refresh()) == "renewed \(new.info.fingerprint)")
    }

    @Test("the addresses that the pair names are shown it too, where nothing else is")
    func addresses() throws {
        try write(try authority.credential("a.example", "10.0.0.1", "10.0.0.2"))
        let files = try open()
        let other = try authority.credential("10.0.0.2")
        var table = CertificateTable()
        table.add(other, for: ["10.0.0.2"])
        table.add(files, for: ["a.example"])
        table.addUnlessKnown(files, for: files.current.info.ipAddresses)
        for (address, expected) in [("10.0.0.1", files.current), ("10.0.0.2", other)] {
            guard case .present(_, let shown) = table.choose(serverName: nil, localAddress: { address }) else {
                Issue.record("nothing for \(address)")
                continue
            }
            #expect(shown.map(\.info) == [expected.info])
        }
    }
}
