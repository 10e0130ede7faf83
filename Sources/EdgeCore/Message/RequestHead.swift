/// A request's head: what was asked, of whom, with which fields. Reused from request to request.
package final class RequestHead: MessageHead {
    private var facts = Facts()

    /// What the start line and the fields come to.
    ///
    /// Private, and seen from outside through the properties below: where the optimiser sees every access to a stored property
    /// it proves at compile time that none overlaps another; for one that other modules reach it asks at run time, which
    /// was 66 instructions an access and 231 accesses a request.
    private struct Facts {
        var methodRange = ArenaRange()
        var targetRange = ArenaRange()
        var authorityRange = ArenaRange()
        var hostRange = ArenaRange()
        var bodyLength = BodyLength.none
        var method = Method.other
        var minorVersion: UInt8 = 1
        var isHTTP2 = false
        var expectsContinue = false
        var asksForUpgrade = false
        var keepsAlive = true
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

    package var method: Method {
        get { facts.method }
        set { facts.method = newValue }
    }

    /// Ranges into the arena of `fields`.
    package var methodRange: Range<Int> {
        get { facts.methodRange.range }
        set { facts.methodRange = ArenaRange(newValue) }
    }

    /// The target as it will be forwarded: origin form, or `*`.
    package var targetRange: Range<Int> {
        get { facts.targetRange.range }
        set { facts.targetRange = ArenaRange(newValue) }
    }

    /// The authority, host with an optional port, from the target or the Host field.
    package var authorityRange: Range<Int> {
        get { facts.authorityRange.range }
        set { facts.authorityRange = ArenaRange(newValue) }
    }

    /// The host of the authority, without brackets and port.
    package var hostRange: Range<Int> {
        get { facts.hostRange.range }
        set { facts.hostRange = ArenaRange(newValue) }
    }

    /// Minor version of HTTP/1; HTTP/2 is written as 1 here and told apart by `isHTTP2`.
    package var minorVersion: Int {
        get { Int(facts.minorVersion) }
        set { facts.minorVersion = UInt8(newValue) }
    }

    package var isHTTP2: Bool {
        get { facts.isHTTP2 }
        set { facts.isHTTP2 = newValue }
    }

    package var bodyLength: BodyLength {
        get { facts.bodyLength }
        set { facts.bodyLength = newValue }
    }

    package var expectsContinue: Bool {
        get { facts.expectsContinue }
        set { facts.expectsContinue = newValue }
    }

    /// Whether the client asks for another protocol; the value of its Upgrade field decides which.
    package var asksForUpgrade: Bool {
        get { facts.asksForUpgrade }
        set { facts.asksForUpgrade = newValue }
    }

    /// Whether the client wants the connection kept (RFC 9112 §9.3).
    package var keepsAlive: Bool {
        get { facts.keepsAlive }
        set { facts.keepsAlive = newValue }
    }

    package var methodText: String { fields.text(in: methodRange) }
    package var targetText: String { fields.text(in: targetRange) }
    package var authorityText: String { fields.text(in: authorityRange) }
}
