/// A name in braces whose value comes from the request.
public struct Placeholder: Sendable, Hashable, CustomStringConvertible {
    /// The short name, as in `{host}`; long forms like `{http.request.host}` are given by their short one.
    public var name: String
    /// What follows the first dot of `{header.NAME}` and its kind.
    public var argument: String?

    public init(name: String, argument: String? = nil) {
        self.name = name
        self.argument = argument
    }

    public var description: String { argument.map { "{\(name).\($0)}" } ?? "{\(name)}" }

    /// Those that stand alone.
    public static let plainNames = [
        "client_ip", "dir", "file", "host", "hostport", "method", "orig_uri", "path", "port", "proto", "query",
        "remote", "remote_host", "remote_port", "scheme", "tls_cipher", "tls_server_name", "tls_version",
        "upstream_hostport", "uri", "user", "uuid",
    ]

    /// Those that need a name after a dot.
    public static let namesWithArgument = [
        "cookie", "env", "err", "file_match", "header", "labels", "path", "query", "re", "resp", "rp", "file",
    ]

    private static let longForms: [(long: String, short: String)] = [
        ("http.request.uri.path.dir", "dir"), ("http.request.uri.path.file", "file"),
        ("http.request.uri.path", "path"), ("http.request.uri.query", "query"), ("http.request.uri", "uri"),
        ("http.request.orig_uri", "orig_uri"), ("http.request.hostport", "hostport"),
        ("http.request.host.labels", "labels"), ("http.request.host", "host"), ("http.request.port", "port"),
        ("http.request.method", "method"), ("http.request.proto", "proto"), ("http.request.scheme", "scheme"),
        ("http.request.remote.host", "remote_host"), ("http.request.remote.port", "remote_port"),
        ("http.request.remote", "remote"), ("http.request.header", "header"), ("http.request.cookie", "cookie"),
        ("http.request.tls.cipher_suite", "tls_cipher"), ("http.request.tls.version", "tls_version"),
        ("http.request.tls.server_name", "tls_server_name"), ("http.request.uuid", "uuid"), ("http.auth.user.id", "user"),
        ("http.vars.client_ip", "client_ip"), ("http.reverse_proxy.upstream.hostport", "upstream_hostport"),
        ("http.reverse_proxy.header", "resp"), ("http.reverse_proxy", "rp"), ("http.error", "err"),
        ("http.matchers.file", "file_match"), ("http.regexp", "re"),
    ]

    /// The placeholder that this text between braces names; `nil` where there is none of that name.
    init?(inside text: String) {
        let short = Self.shortened(text)
        if Self.plainNames.contains(short) {
            self.init(name: short)
            return
        }
        guard let dot = short.firstIndex(of: ".") else { return nil }
        let (name, argument) = (String(short[..<dot]), String(short[short.index(after: dot)...]))
        guard Self.namesWithArgument.contains(name), !argument.isEmpty else { return nil }
        self.init(name: name, argument: argument)
    }

    private static func shortened(_ text: String) -> String {
        for (long, short) in longForms {
            if text == long { return short }
            if text.hasPrefix(long + ".") { return short + text.dropFirst(long.count) }
        }
        return text
    }
}
