/// What the heads of requests and of responses have in common: their fields.
@usableFromInline
package class MessageHead {
    package init() {}

    // Overlapping accesses are looked for where tests run, not where it serves (docs/decisions/0008).
    // Inlinable, because an accessor that another module calls allocates the frame that it yields from.
    #if DEBUG
    @usableFromInline final var section = FieldSection()

    @inlinable
    @inline(__always)
    package final var fields: FieldSection {
        _read { yield section }
        _modify { yield &section }
    }
    #else
    @exclusivity(unchecked) @usableFromInline final var section = FieldSection()

    @inlinable
    @inline(__always)
    package final var fields: FieldSection {
        _read { yield unsafe section }
        _modify { yield unsafe &section }
    }
    #endif
}
