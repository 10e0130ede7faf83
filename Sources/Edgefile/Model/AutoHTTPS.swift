/// What the edge leaves to the operator.
public enum AutoHTTPS: String, Sendable, Hashable, CaseIterable {
    /// Neither certificates nor redirects.
    case off
    /// No redirects from HTTP.
    case disableRedirects = "disable_redirects"
    /// No certificates of its own.
    case disableCertificates = "disable_certs"
    /// Certificates even for names that files cover.
    case ignoreLoadedCertificates = "ignore_loaded_certs"
}
