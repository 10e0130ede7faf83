internal import EdgeCore

/// A header block as it is decoded: regular fields as lines, pseudo-header fields apart (RFC 9113 §8.3).
///
/// The lines land in the form in which they are forwarded; the arena goes over to the exchange's request without a
/// copy. nghttp2 has checked by then: names are lower-case tokens, values hold no CR, LF or NUL and no white space at
/// the ends, pseudo fields are known, come first and once, and nothing is specific to a connection.
///
/// Fields and cookie are changed outside of their properties, as `Array.takeAll` says.
final class HTTP2FieldBlock {
    /// What a block may hold; the part of `Limits` that is asked for each.
    struct Bounds {
        let headBytes: Int
        let requestLineBytes: Int
        let trailerBytes: Int
        let fieldCount: Int

        init(_ limits: Limits) {
            headBytes = limits.headBytes
            requestLineBytes = limits.requestLineBytes
            trailerBytes = limits.trailerBytes
            fieldCount = limits.fieldCount
        }
    }

    private var fields = FieldSection()
    private(set) var method = 0..<0
    private(set) var scheme = 0..<0
    private(set) var authority = 0..<0
    private(set) var path = 0..<0
    /// `:protocol` of an extended CONNECT (RFC 8441 §4).
    private(set) var upgrade = 0..<0
    /// Cookie crumbs, joined (RFC 9113 §8.2.3).
    private var cookie = ByteBuffer()
    private var listBytes = 0
    private var lineCount = 0
    private(set) var isTooLarge = false
    private(set) var isTrailers = false

    /// What a field counts beside its name and value (RFC 9113 §6.5.2).
    private static let fieldOverhead = 32
    private static let cookieName = Array("cookie".utf8)

    /// Bytes that it keeps.
    var footprint: Int { fields.arena.count + cookie.count }

    /// Begins a block: a request's head, or its trailers.
    func begin(isTrailers: Bool) {
        changeFields { fields in
            fields.removeAll()
            fields.reserve(bytes: isTrailers ? 128 : 1024, lines: isTrailers ? 2 : 24)
        }
        if !cookie.isEmpty { changeCookie { $0.removeAll() } }
        method = 0..<0
        scheme = 0..<0
        authority = 0..<0
        path = 0..<0
        upgrade = 0..<0
        listBytes = 0
        lineCount = 0
        isTooLarge = false
        self.isTrailers = isTrailers
    }

    /// Takes a field, as long as the whole stays within its bounds; beyond, nothing more is kept.
    func append(name: Span<UInt8>, value: Span<UInt8>, within bounds: Bounds) {
        guard !isTooLarge else { return }
        listBytes += name.count + value.count + Self.fieldOverhead
        guard listBytes <= (isTrailers ? bounds.trailerBytes : bounds.headBytes), lineCount < bounds.fieldCount else {
            return refuse()
        }
        if !name.isEmpty, name[0] == ASCII.colon { return notePseudo(name, value) }
        if name.equals("cookie"), !isTrailers { return appendCrumb(value) }
        lineCount += 1
        changeFields { $0.append(name: name, value: value) }
    }

    @inline(__always)
    private func changeFields<Result>(_ change: (inout FieldSection) -> Result) -> Result {
        var changed = FieldSection()
        swap(&changed, &fields)
        let result = change(&changed)
        swap(&changed, &fields)
        return result
    }

    @inline(__always)
    private func changeCookie(_ change: (inout ByteBuffer) -> Void) {
        var changed = ByteBuffer()
        swap(&changed, &cookie)
        change(&changed)
        swap(&changed, &cookie)
    }

    private func refuse() {
        isTooLarge = true
        changeFields { $0.removeAll() }
        changeCookie { $0.release() }
        method = 0..<0
        authority = 0..<0
        path = 0..<0
        upgrade = 0..<0
    }

    private func notePseudo(_ name: Span<UInt8>, _ value: Span<UInt8>) {
        let range = changeFields { $0.appendText(value) }
        switch name.count {
        case 5: path = range
        case 7: name[1] == UInt8(ascii: "m") ? (method = range) : (scheme = range)
        case 9: upgrade = range
        default: authority = range
        }
    }

    private func appendCrumb(_ value: Span<UInt8>) {
        changeCookie { cookie in
            if !cookie.isEmpty { cookie.append("; ") }
            cookie.append(value)
        }
    }

    private func appendCookie() {
        changeCookie { cookie in
            changeFields { $0.append(name: Self.cookieName.span, value: cookie.bytes) }
            cookie.removeAll()
            if cookie.footprint > Self.keptCookieBytes { cookie.release() }
        }
    }

    private static let keptCookieBytes = 4096

    /// Moves the fields out, the cookie as one line among them.
    func move(into target: inout FieldSection) {
        if !cookie.isEmpty { appendCookie() }
        swap(&fields, &target)
    }
}
