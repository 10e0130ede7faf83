/// The CAs, as a manager's work sees them; others in tests of its schedule.
protocol CertificateIssuing: Sendable {
    /// One certificate, proven in whichever way works, and the way.
    func order(
        _ certificate: ManagedCertificate, with authority: ACMEAuthority, key: PrivateKey, replaces: String?
    ) async throws -> (CertificateOrder.Outcome, ACMEAuthority.Challenge?)

    /// When the CA wishes for a renewal; `nil` where it has no opinion.
    func window(of leaf: X509Certificate, from authority: ACMEAuthority) async -> RenewalInfo?
}
