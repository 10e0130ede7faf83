/// What the transports of one worker's connections share, whatever module they are from. Confined to its worker.
package final class TransportShelf {
    package var content: AnyObject?

    package init() {}
}

@available(*, unavailable)
extension TransportShelf: Sendable {}
