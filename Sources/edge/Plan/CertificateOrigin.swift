/// Where the certificate of one name comes from.
struct CertificateOrigin: Sendable {
    /// A name, a wildcard, an address; `*` for every name.
    let name: String
    /// `acme`, `internal`, `file`, `certbot` or `acme.sh`, as an Edgefile would say it.
    let source: String
    let choice: CertificatePlan.Choice
}
