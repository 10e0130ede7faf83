/// One site: its addresses, and what is done with requests for them.
public struct SiteDefinition: Sendable, Equatable {
    /// At least one.
    public var addresses: [SiteAddress]
    /// The first address.
    public var location: SourceLocation
    /// What follows `->`; the same upstreams stand in `directives` as a `reverse_proxy`.
    public var upstreams: [UpstreamAddress] = []
    /// `bind`
    public var bind: [Located<String>] = []
    /// `tls`
    public var tls: TLSSettings?
    /// `log`
    public var logs: [LogSettings] = []
    /// `preset`
    public var preset: Located<Preset>?
    /// `max_body`, or a `request_body` without matcher, in bytes.
    public var maxBody: Located<Int>?
    /// `max_uploads`
    public var maxUploads: MaxUploads?
    /// `limits`
    public var limits: LimitSettings?
    /// `read_body`, `write`, `min_rate`, `idle` of this site.
    public var timeouts: TimeoutSettings = TimeoutSettings()
    /// `acme_webroot`
    public var acmeWebroot: Located<String>?
    /// In the order in which they apply.
    public var directives: [Directive] = []
    /// `handle_errors`, in the order of the file.
    public var errorRoutes: [ErrorRoute] = []

    /// The one `reverse_proxy` of a site that does nothing but forward; `nil` for any other site.
    public var onlyProxy: ReverseProxy? {
        guard directives.count == 1, directives[0].matcher == nil,
            case .reverseProxy(let proxy) = directives[0].action
        else { return nil }
        return proxy
    }

    public init(addresses: [SiteAddress], location: SourceLocation) {
        self.addresses = addresses
        self.location = location
    }
}
