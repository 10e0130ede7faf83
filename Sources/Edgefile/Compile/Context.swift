/// What a block belongs to, for messages about what it may hold.
enum Context: Sendable, Hashable {
    case global
    case site
    /// Directives inside of a directive.
    case nested
    case matcher
    /// The settings of a directive or option of this name.
    case settings(String)

    /// What a name in here is called.
    var word: String {
        switch self {
        case .global: "option"
        case .site, .nested: "directive"
        case .matcher: "matcher"
        case .settings: "setting"
        }
    }

    func noSuch(_ name: String) -> String {
        switch self {
        case .global: "there is no global option `\(name)`"
        case .site, .nested: "there is no directive `\(name)`"
        case .matcher: "there is no matcher `\(name)`"
        case .settings(let owner): "`\(owner)` has no setting `\(name)`"
        }
    }

    /// What may stand here, where that is a short list.
    func hint(_ statement: Statement, _ known: [String]) -> String? {
        if case .site = self, statement.words.contains(where: { $0.text == "->" }) {
            return "a site stands outside of every block; is a '}' missing above?"
        }
        if case .site = self, statement.block != nil, statement.name.contains(".") {
            return "a site stands outside of every block; is a '}' missing above?"
        }
        return known.count <= 16 ? "it may hold \(known.joined(separator: ", "))" : nil
    }
}
