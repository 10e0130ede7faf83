/// A certificate authority that speaks ACME, and what is agreed with it.
public struct ACMEAuthority: Sendable, Hashable {
    /// Ways to prove control over a name (RFC 8555 §8, RFC 8737).
    public enum Challenge: String, Sendable, Hashable, CaseIterable {
        /// A file below `/.well-known/acme-challenge/` on port 80.
        case http = "http-01"
        /// A certificate shown on port 443 to who asks for `acme-tls/1`.
        case tls = "tls-alpn-01"
        /// A TXT record.
        case dns = "dns-01"
    }

    /// The directory's address.
    public var directory: String
    /// Where attempts are repeated first after a failure, so that they do not count against the limits of this one. Default:
    /// the one that is known for the CA.
    public var testDirectory: String?
    /// A PEM file with the roots that the CA's own server is trusted by; the system's when `nil`.
    public var rootsFile: String?
    /// Who is told of trouble.
    public var email: String?
    /// The customer's account at the CA, where it wants one.
    public var binding: AccountBinding?
    /// The profile to ask for, such as `shortlived`; the CA's default when `nil`.
    public var profile: String?
    /// What may be tried. Wildcards need `dns`, which needs a hook.
    public var challenges: Set<Challenge> = [.http, .tls]
    /// The port that the CA fetches HTTP-01 answers from: another one than 80 with test CAs only.
    public var httpPort = 80
    /// The same for TLS-ALPN-01, instead of 443.
    public var tlsPort = 443
    /// How long the CA is waited for while it verifies a name, and while it signs, in seconds.
    public var patience = 180

    /// A CA, by the address of its ACME directory.
    public init(directory: String) {
        self.directory = directory
        testDirectory = KnownAuthority.of(directory)?.testDirectory
    }

    /// Let's Encrypt.
    ///
    /// - Parameter email: who is told of trouble; may be `nil`.
    public static func letsEncrypt(email: String? = nil) -> ACMEAuthority {
        var authority = ACMEAuthority(directory: KnownAuthority.letsEncrypt.directory)
        authority.email = email
        return authority
    }

    /// What it is called in paths and for people: `acme-v02.api.letsencrypt.org-directory`.
    public var name: String {
        let rest = directory.split(separator: "://", maxSplits: 1).last.map(String.init) ?? directory
        return rest.split(separator: "/").joined(separator: "-")
    }

    /// The same for tests; `nil` where there is none.
    var staging: ACMEAuthority? {
        guard let testDirectory, testDirectory != directory else { return nil }
        var staging = self
        staging.directory = testDirectory
        staging.testDirectory = nil
        // The binding is with the real one.
        staging.binding = nil
        return staging
    }
}

/// What is known of CAs by their directories: a table, so that a limit that changes is one line.
struct KnownAuthority: Sendable {
    let directory: String
    let testDirectory: String?
    /// Certificates with the same set of names within `duplicateWindow`, replacements announced by ARI not counted.
    let duplicates: Int
    /// Seconds.
    let duplicateWindow = 7 * 86_400

    static let letsEncrypt = KnownAuthority(
        directory: "https://acme-v02.api.letsencrypt.org/directory",
        testDirectory: "https://acme-staging-v02.api.letsencrypt.org/directory", duplicates: 5)

    private static let all = [letsEncrypt]

    static func of(_ directory: String) -> KnownAuthority? { all.first { $0.directory == directory } }
}
