/// One change of a field section.
public enum FieldEdit: Sendable, Hashable {
    /// Replaces every line of this name by one.
    case set(name: String, value: Template)
    /// Adds one line, whatever there is already.
    case add(name: String, value: Template)
    /// Adds the line where there is none of this name.
    case setDefault(name: String, value: Template)
    /// Removes every line of this name; a `*` at the end fits any ending, one at the beginning any beginning.
    case remove(name: String)
    /// Replaces what fits the pattern in every line of this name; `$1` and `${name}` stand for groups.
    case replace(name: String, pattern: TextPattern, value: Template)
}
