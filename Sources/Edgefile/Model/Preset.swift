/// Settings for a kind of upstream, as data.
public enum Preset: String, Sendable, Hashable, CaseIterable {
    case chatalot
}
