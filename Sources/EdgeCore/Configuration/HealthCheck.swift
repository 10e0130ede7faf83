/// Requests of the edge's own that find out whether an upstream is well. One that is not gets no requests; where none is well,
/// requests wait as they do for one that refuses connections.
public struct HealthCheck: Sendable, Hashable {
    /// The target that is asked for, with a leading slash.
    public var target: String
    /// Default: GET.
    public var method = "GET"
    /// The port that is asked, where it is not the one that requests go to.
    public var port: Int?
    /// From the end of one check to the next; an upstream that is ill is asked again after a second at most.
    public var interval: Duration = .seconds(30)
    /// From connecting to the end of what is looked at.
    public var timeout: Duration = .seconds(5)
    /// The statuses of one that is well.
    public var statuses: ClosedRange<Int> = 200...299
    /// A text that has to be in the first 64 KiB of the answer's body.
    public var body: String?
    /// Field lines that go with the request; `Host` replaces the upstream's own name.
    public var fields: [Field] = []
    /// Good answers in a row after which one that was ill counts as well.
    public var passes = 1
    /// Bad ones in a row after which one that was well counts as ill.
    public var fails = 1

    /// A field line of the request.
    public struct Field: Sendable, Hashable {
        /// As it is sent.
        public var name: String
        /// As it is sent.
        public var value: String

        /// A line with this name and value.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Asks for `target` every 30 s.
    public init(_ target: String) { self.target = target }
}
