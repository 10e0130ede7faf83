internal import CLinux
internal import COpenSSL

/// The OpenSSL that this process runs on, which need not be the one it was built with.
package enum TLSLibrary {
    /// `3.0.19`.
    package static var version: String { unsafe String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)) }

    /// Has free blocks kept for the next handshake and the next record. For a program whose OpenSSL nobody else uses, before
    /// anything of it is used: later it changes nothing.
    package static func keepFreeBlocks() {
        _ = unsafe CRYPTO_set_mem_functions(edge_tls_allocate, edge_tls_resize, edge_tls_free)
    }
}
