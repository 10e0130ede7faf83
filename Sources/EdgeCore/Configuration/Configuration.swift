extension EdgeServer {
    /// Everything that a server is told: where it listens, for whom, and what it does with requests. A value; nothing of it
    /// changes a running server until it is given to `EdgeServer.reload(_:)`.
    public struct Configuration: Sendable {
        /// Where connections come from. Default: none; a server without listeners does not start.
        public var listeners: [Listener] = []
        /// Who answers, by host.
        public var sites: [Site] = []
        /// Who answers HTTP-01 challenges, before any site is looked for. Default: nobody.
        public var challenges: [ChallengeRoute] = []
        /// Data-plane threads. Default: one per processor. Fixed while the server runs.
        public var workers: Int?
        /// Bounds on bytes and counts.
        public var limits = Limits()
        /// Deadlines.
        public var timeouts = Timeouts()
        /// Who may speak for a client. Default: nobody.
        public var trustedProxies = TrustedProxies()
        /// Where access-log lines go. Default: nowhere.
        public var accessLog: AccessLog?

        /// No listeners, no sites, every bound at its default.
        public init() {}
    }
}
