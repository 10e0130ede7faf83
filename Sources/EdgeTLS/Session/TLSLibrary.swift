internal import COpenSSL

/// The OpenSSL that this process runs on, which need not be the one it was built with.
package enum TLSLibrary {
    /// `3.0.19`.
    package static var version: String { unsafe String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)) }
}
