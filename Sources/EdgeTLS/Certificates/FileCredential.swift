internal import Synchronization

/// A pair of PEM files that somebody else renews: certbot, acme.sh, an operator. What they hold is shown to new handshakes
/// as soon as `refresh` has seen it, without a reload.
///
/// Files are written one after the other, some of them in place. A pair that does not fit, or is not whole, is left alone
/// until it is; the old one is shown meanwhile.
package final class FileCredential: CredentialSource {
    /// What a look at the files has found.
    package enum Outcome: Sendable {
        case unchanged
        /// Another certificate is shown from now on.
        case renewed(CertificateInfo)
        /// The files have come to rest and cannot be used. Told once for each reason.
        case unusable(CertificateError)
    }

    private struct Stamps: Hashable {
        let certificate: FileStamp?
        let key: FileStamp?
    }

    private struct State {
        var credential: Credential
        /// Of the files that `credential` was read from; `nil` when they were changing meanwhile.
        var stamps: Stamps?
        /// Of files that could not be used at the last look.
        var failed: Stamps?
        var told: CertificateError?
    }

    package let certificateFile: String
    package let keyFile: String
    private let cache: CredentialCache
    private let state: Mutex<State>

    /// Reads the pair. Blocks, as `load` and `refresh` do.
    ///
    /// - Throws: `CertificateError`, with the file that is at fault.
    package init(certificateFile: String, keyFile: String, cache: CredentialCache) throws(CertificateError) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.cache = cache
        let (credential, stamps) = try Self.read(certificateFile, keyFile, cache, SystemClock.seconds)
        state = Mutex(State(credential: credential, stamps: stamps))
    }

    /// What is shown now.
    package var current: Credential { state.withLock { $0.credential } }

    /// Why what the files hold now is not shown; `nil` while it is.
    package var problem: CertificateError? { state.withLock { $0.told } }

    package func credential(for name: String) -> Credential? { current }

    package var isSameForAllNames: Bool { true }

    /// Reads the pair again, for a configuration that is to begin with what the files hold.
    ///
    /// - Throws: `CertificateError`; the old pair is still shown then.
    package func load() throws(CertificateError) {
        let (credential, stamps) = try Self.read(certificateFile, keyFile, cache, SystemClock.seconds)
        take(credential, stamps)
    }

    /// Looks whether the files are others than those that were read, and takes a new pair that is whole. Where nothing has
    /// changed this costs two `stat` calls. Not to be called by two at once.
    ///
    /// - Parameter now: seconds since 1970.
    package func refresh(now: Int = SystemClock.seconds) -> Outcome {
        let found = stamps()
        if state.withLock({ $0.stamps == found }) { return .unchanged }
        do throws(CertificateError) {
            let (credential, stamps) = try Self.read(certificateFile, keyFile, cache, now)
            return take(credential, stamps) ? .renewed(credential.info) : .unchanged
        } catch {
            return note(error, found)
        }
    }

    /// Whether it is another one than before: a file may be written again with the same bytes.
    @discardableResult
    private func take(_ credential: Credential, _ stamps: Stamps?) -> Bool {
        state.withLock { state in
            let isOther = state.credential.info.fingerprint != credential.info.fingerprint
            state = State(credential: credential, stamps: stamps)
            return isOther
        }
    }

    /// A pair that is just being written is no failure: it is told when two looks have found the same files.
    private func note(_ error: CertificateError, _ found: Stamps) -> Outcome {
        state.withLock { state in
            defer { state.failed = found }
            guard state.failed == found, state.told != error else { return .unchanged }
            state.told = error
            return .unusable(error)
        }
    }

    private func stamps() -> Stamps { Self.stamps(certificateFile, keyFile) }

    private static func stamps(_ certificateFile: String, _ keyFile: String) -> Stamps {
        Stamps(certificate: FileStamp(of: certificateFile), key: FileStamp(of: keyFile))
    }

    private static func read(
        _ certificateFile: String, _ keyFile: String, _ cache: CredentialCache, _ now: Int
    ) throws(CertificateError) -> (Credential, Stamps?) {
        let before = stamps(certificateFile, keyFile)
        let credential = try cache.load(certificateFile: certificateFile, keyFile: keyFile, now: now)
        // Files that change while they are read are looked at again.
        return (credential, stamps(certificateFile, keyFile) == before ? before : nil)
    }
}
