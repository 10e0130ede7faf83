/// Why a certificate or key cannot be used: which file, what is wrong, what to do.
public struct CertificateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// There is no such file.
        case missingFile
        /// This process may not read it.
        case permissionDenied
        /// Reading failed; the system's words.
        case unreadable(String)
        /// The file holds no PEM certificate.
        case noCertificate
        /// The file holds no PEM private key.
        case noKey
        /// A block is there and cannot be parsed; OpenSSL's words.
        case malformed(String)
        /// The key belongs to another certificate. The number says to which one of the same file, counted from 1.
        case keyMismatch(keyFitsCertificate: Int?)
        /// The key is protected by a passphrase, which nobody is there to type.
        case encryptedKey
        /// The key is too short or of a kind that browsers do not take.
        case unsuitableKey(String)
        /// Seconds since 1970 at which it ended.
        case expired(notAfter: Int)
        /// Seconds since 1970 from which on it is valid.
        case notYetValid(notBefore: Int)
        /// OpenSSL could not make or sign something; its words.
        case failed(String)
    }

    /// What is wrong, for code.
    public let reason: Reason
    /// The file, or what stands for it where the bytes came from elsewhere.
    public let path: String

    /// An error about a file, or about what stands for it.
    public init(_ reason: Reason, path: String) {
        self.reason = reason
        self.path = path
    }

    public var description: String { "\(path): \(message)" }

    /// The description without the path.
    public var message: String {
        switch reason {
        case .missingFile: "there is no such file"
        case .permissionDenied:
            "may not be read by this user; for certbot's files, the hook /etc/letsencrypt/renewal-hooks/deploy/edge copies "
                + "them to where it may: run it once with the certificate's name (it is packaging/certbot/edge-deploy-hook.sh)"
        case .unreadable(let words): "cannot be read: \(words)"
        case .noCertificate: "holds no PEM certificate (-----BEGIN CERTIFICATE-----)"
        case .noKey: "holds no PEM private key (-----BEGIN PRIVATE KEY-----)"
        case .malformed(let words): "cannot be parsed: \(words)"
        case .keyMismatch(nil): "this key does not belong to the certificate"
        case .keyMismatch(.some(let number)):
            "this key belongs to certificate number \(number) of the file, not to the first; put the site's own first"
        case .encryptedKey: "the key is encrypted; store it without a passphrase (openssl pkey -in KEY -out PLAIN)"
        case .unsuitableKey(let words): "the key cannot be used: \(words)"
        case .expired(let notAfter): "expired on \(UTCText.format(notAfter))"
        case .notYetValid(let notBefore): "is valid only from \(UTCText.format(notBefore)) on; is the clock right?"
        case .failed(let words): words
        }
    }
}
