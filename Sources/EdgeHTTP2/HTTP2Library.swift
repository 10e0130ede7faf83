internal import CNGHTTP2

/// The nghttp2 that this process runs on, which need not be the one it was built with.
package enum HTTP2Library {
    /// `1.52.0`.
    package static var version: String {
        unsafe nghttp2_version(0).map { unsafe String(cString: $0.pointee.version_str) } ?? "unknown"
    }
}
