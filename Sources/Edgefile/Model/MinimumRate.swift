/// The slowest body that is put up with.
public struct MinimumRate: Sendable, Equatable {
    /// The bytes per second.
    public var bytesPerSecond: Int
    /// How long it is measured over.
    public var window: Duration?

    public init(bytesPerSecond: Int) {
        self.bytesPerSecond = bytesPerSecond
    }
}
