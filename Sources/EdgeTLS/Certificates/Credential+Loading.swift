extension Credential {
    /// Reads a pair from PEM files. Blocks: call it off the workers and off the cooperative pool.
    ///
    /// - Parameters:
    ///   - certificateFile: the site's certificate, then its intermediates; one file may hold the key as well.
    ///   - keyFile: the unencrypted private key, RSA or ECDSA.
    ///   - now: seconds since 1970, for the check of validity.
    /// - Throws: `CertificateError` with the file that is at fault.
    public static func load(
        certificateFile: String, keyFile: String, now: Int = SystemClock.seconds
    ) throws(CertificateError) -> Credential {
        let certificate = try read(certificateFile)
        let key = keyFile == certificateFile ? certificate : try read(keyFile)
        return try parse(
            certificate: certificate, key: key, certificatePath: certificateFile, keyPath: keyFile, now: now)
    }

    /// Reads a pair from PEM bytes. The paths are for errors.
    ///
    /// - Throws: `CertificateError`.
    public static func parse(
        certificate: [UInt8], key: [UInt8], certificatePath: String = "certificate", keyPath: String = "key",
        now: Int = SystemClock.seconds
    ) throws(CertificateError) -> Credential {
        let certificates: [X509Certificate]
        do { certificates = try X509Certificate.parse(pem: certificate) } catch {
            throw CertificateError(.malformed(error.text), path: certificatePath)
        }
        guard let leaf = certificates.first else { throw CertificateError(.noCertificate, path: certificatePath) }
        let privateKey = try PrivateKey.parse(pem: key, path: keyPath)
        guard leaf.belongs(to: privateKey) else {
            let place = certificates.firstIndex { $0.belongs(to: privateKey) }
            throw CertificateError(.keyMismatch(keyFitsCertificate: place.map { $0 + 1 }), path: keyPath)
        }
        if let flaw = privateKey.flaw { throw CertificateError(.unsuitableKey(flaw), path: keyPath) }
        try leaf.info.checkValidity(at: now, path: certificatePath)
        return Credential(leaf: leaf, chain: Array(certificates.dropFirst()), key: privateKey)
    }

    static func read(_ path: String) throws(CertificateError) -> [UInt8] {
        do { return try FileSystem.read(path, limit: fileBytes) } catch {
            throw CertificateError(error.certificateReason, path: path)
        }
    }

    /// Bytes of a certificate or key file beyond which it is taken for something else.
    private static let fileBytes = 1 << 20
}

extension CertificateInfo {
    /// - Throws: `CertificateError` when `now`, in seconds since 1970, lies outside of the validity.
    func checkValidity(at now: Int, path: String) throws(CertificateError) {
        if now > notAfter { throw CertificateError(.expired(notAfter: notAfter), path: path) }
        if now < notBefore { throw CertificateError(.notYetValid(notBefore: notBefore), path: path) }
    }
}
