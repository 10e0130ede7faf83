/// A place on a worker for what connections of another module share there. Confined to its worker.
package final class WorkerShelf {
    private var content: AnyObject?

    package init() {}

    /// What stands there; made for the first who asks.
    package func content<Content: AnyObject>(_ make: () -> Content) -> Content {
        if let made = content as? Content { return made }
        let made = make()
        content = made
        return made
    }
}

@available(*, unavailable)
extension WorkerShelf: Sendable {}
