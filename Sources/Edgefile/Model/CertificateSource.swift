/// Where the certificates of a site come from.
public enum CertificateSource: Sendable, Hashable {
    /// `tls internal`: the local CA.
    case local
    /// `tls CERT KEY`
    case files(certificate: String, key: String)
    /// `tls certbot`: `/etc/letsencrypt/live/NAME`, or the copies of it that the deploy hook makes.
    case certbot
    /// `tls acme.sh`: `~/.acme.sh/NAME_ecc`
    case acmeSh
}
