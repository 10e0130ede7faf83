public import EdgeCore

extension ApplicationProtocol {
    /// HTTP/2: by ALPN (`h2`) on encrypted listeners, by its preface (h2c, prior knowledge) on plaintext ones.
    public static let http2 = ApplicationProtocol.http2(HTTP2Settings())

    /// HTTP/2 with settings of one's own.
    public static func http2(_ settings: HTTP2Settings) -> ApplicationProtocol {
        ApplicationProtocol(HTTP2CodecProvider(settings: settings))
    }
}
