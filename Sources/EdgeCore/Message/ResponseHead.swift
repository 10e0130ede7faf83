/// A response's head. Reused from response to response.
package final class ResponseHead: MessageHead {
    private var facts = Facts()

    /// What the start line and the fields come to; private for the reason that `RequestHead` gives.
    private struct Facts {
        var reasonRange = ArenaRange()
        var bodyLength = BodyLength.none
        var keepsAlive = true
        var minorVersion: UInt8 = 1
        var status: UInt16 = 0
    }

    package func reset() {
        fields.removeAll()
        facts = Facts()
    }

    /// Forgets everything; for the next exchange.
    func recycle() {
        fields.recycle()
        facts = Facts()
    }

    package var status: Int {
        get { Int(facts.status) }
        set { facts.status = UInt16(clamping: newValue) }
    }

    package var reasonRange: Range<Int> {
        get { facts.reasonRange.range }
        set { facts.reasonRange = ArenaRange(newValue) }
    }

    package var minorVersion: Int {
        get { Int(facts.minorVersion) }
        set { facts.minorVersion = UInt8(newValue) }
    }

    package var bodyLength: BodyLength {
        get { facts.bodyLength }
        set { facts.bodyLength = newValue }
    }

    /// Whether the sender keeps its connection (RFC 9112 §9.3).
    package var keepsAlive: Bool {
        get { facts.keepsAlive }
        set { facts.keepsAlive = newValue }
    }

    /// An interim response: others follow (RFC 9110 §15.2). 101 is final for HTTP.
    package var isInterim: Bool { status >= 100 && status < 200 && status != 101 }
}
