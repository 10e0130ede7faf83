internal import EdgeCore
internal import Edgefile

/// `header` and `request_header` of a site, as changes that every forwarded message gets.
struct FieldEdits {
    private(set) var request: [FieldEdit] = []
    private(set) var response: [FieldEdit] = []

    init(_ directives: [Directive], _ findings: Findings) {
        for directive in directives {
            switch directive.action {
            case .header(let edits): response += Self.plain(edits, directive, findings)
            case .requestHeader(let edits): request += Self.plain(edits, directive, findings)
            default: continue
            }
        }
    }

    private static func plain(_ edits: [HeaderEdit], _ directive: Directive, _ findings: Findings) -> [FieldEdit] {
        if let matcher = directive.matcher {
            findings.notYet("\(directive.name) with a matcher", at: matcher.location)
        }
        return plain(edits, findings)
    }

    /// The edits that need nothing of the request; the others are reported.
    static func plain(_ edits: [HeaderEdit], _ findings: Findings) -> [FieldEdit] {
        edits.compactMap { edit in
            switch edit.operation {
            case .set(let value):
                if let text = value.literal { return .set(name: edit.name, value: text) }
                findings.notYet("a header with placeholders", at: value.location)
            case .add(let value):
                if let text = value.literal { return .add(name: edit.name, value: text) }
                findings.notYet("a header with placeholders", at: value.location)
            case .remove:
                if !edit.name.contains("*") { return .remove(name: edit.name) }
                findings.notYet("removing headers by pattern", at: edit.location)
            case .setDefault: findings.notYet("a header default", at: edit.location)
            case .replace: findings.notYet("replacing in a header", at: edit.location)
            }
            return nil
        }
    }
}
