/// A template as a worker fills it: text as bytes.
struct CompiledTemplate: Sendable {
    private enum Part: Sendable {
        case text([UInt8])
        case value(RequestValue)
    }

    private let parts: [Part]
    /// The bytes, where they are the same for every request.
    let literal: [UInt8]?

    init(_ template: Template) {
        literal = template.literal.map { Array($0.utf8) }
        parts = template.parts.map { part in
            switch part {
            case .text(let text): .text(Array(text.utf8))
            case .value(let value): .value(value)
            }
        }
    }

    func filled(_ values: @autoclosure () -> RequestValues) -> [UInt8] {
        if let literal { return literal }
        let values = values()
        var result: [UInt8] = []
        for part in parts {
            switch part {
            case .text(let bytes): result += bytes
            case .value(let value): values.append(value, to: &result)
            }
        }
        return result
    }
}
