internal import EdgeCore
internal import Edgefile

/// Turns `header`, `request_header`, `header_up` and `header_down` into changes of a field section.
struct FieldEditPlanner {
    let templates: TemplatePlanner

    func edits(_ edits: [HeaderEdit]) -> [FieldEdit] {
        edits.compactMap { edit in
            switch edit.operation {
            case .set(let value): .set(name: edit.name, value: templates.template(value))
            case .add(let value): .add(name: edit.name, value: templates.template(value))
            case .setDefault(let value): .setDefault(name: edit.name, value: templates.template(value))
            case .remove: .remove(name: edit.name)
            case .replace(let find, let value):
                ConditionPlanner(templates: templates).pattern(find, at: edit.location).map {
                    .replace(name: edit.name, pattern: $0, value: templates.template(value))
                }
            }
        }
    }
}
