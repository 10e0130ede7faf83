internal import EdgeCore
internal import EdgeTLS

extension RunningEdge {
    /// What stands behind each name, in the order of the configuration.
    func certificates() async throws -> [CertificateReport] {
        let (origins, inspector) = (plan.origins, CertificateInspector(materials: materials, now: SystemClock.seconds))
        return try await executor.run { origins.compactMap(inspector.report) }
    }
}

/// Looks at the certificate of a name. Blocks: the local authority may have to read its files.
struct CertificateInspector: Sendable {
    let materials: CertificateMaterials
    let now: Int

    /// `nil` for what was an error in the configuration.
    func report(_ origin: CertificateOrigin) -> CertificateReport? {
        switch origin.choice {
        case .managed(let certificate): report(certificate.status(at: now), origin)
        case .files(let files): report(files, origin)
        case .localAuthority: reportLeaf(origin)
        case .none: nil
        }
    }

    private func report(_ status: CertificateStatus, _ origin: CertificateOrigin) -> CertificateReport {
        CertificateReport(
            names: status.names, source: origin.source, issuer: status.issuer, state: status.state.rawValue,
            challenge: status.challenge, notAfter: status.notAfter, renewal: status.nextAttempt.map { max($0, now) },
            lastError: status.lastError)
    }

    private func report(_ files: ForeignCertificates.Files, _ origin: CertificateOrigin) -> CertificateReport {
        var report = CertificateReport(names: [origin.name], source: origin.source, issuer: files.certificate, state: "unusable")
        guard let pair = materials.watched(files) else { return report }
        let info = pair.current.info
        report.issuer = info.issuer
        report.state = info.notAfter < now ? "expired" : "valid"
        report.notAfter = info.notAfter
        report.lastError = pair.problem?.description
        return report
    }

    /// A leaf is made when it is asked for; of one for any name there is nothing to tell but who makes it.
    private func reportLeaf(_ origin: CertificateOrigin) -> CertificateReport {
        var report = CertificateReport(
            names: [origin.name], source: origin.source, issuer: "local authority", state: "valid")
        do {
            let authority = try materials.authority()
            report.issuer = authority.root.subject
            guard !origin.name.hasPrefix("*") else { return report }
            let info = try authority.leaf(for: [origin.name]).info
            report.notAfter = info.notAfter
            report.renewal = LocalAuthority.renewal(of: info)
        } catch {
            report.state = "unusable"
            report.lastError = "\(error)"
        }
        return report
    }
}
