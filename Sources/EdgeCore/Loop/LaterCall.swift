/// A call that a loop makes for someone who is no target of events: in its next turn, or when this one ends.
package final class LaterCall: EventTarget {
    private let body: () -> Void

    init(_ body: @escaping () -> Void) {
        self.body = body
        super.init()
    }

    package override func resume() { body() }
    package override func flush() { body() }
}
