/// What the heads of requests and of responses have in common: their fields.
package class MessageHead {
    package init() {}

    // Overlapping accesses are looked for where tests run, not where it serves (docs/decisions/0008).
    #if DEBUG
    private final var section = FieldSection()

    @inline(__always)
    package final var fields: FieldSection {
        _read { yield section }
        _modify { yield &section }
    }
    #else
    @exclusivity(unchecked) private final var section = FieldSection()

    @inline(__always)
    package final var fields: FieldSection {
        _read { yield unsafe section }
        _modify { yield unsafe &section }
    }
    #endif
}
