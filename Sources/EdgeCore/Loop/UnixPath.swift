/// Where a unix socket is. Immutable, compared by its text.
final class UnixPath: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (one: UnixPath, other: UnixPath) -> Bool { one.text == other.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
