/// A change of a field section as a worker makes it.
struct CompiledFieldEdit: Sendable {
    private enum Operation: Sendable {
        case set, add, setDefault, remove
        case removeMatching(ends: Bool)
        case replace(TextPattern)
    }

    private let operation: Operation
    private let name: [UInt8]
    /// In lower case; of a removal by pattern without its star.
    private let key: [UInt8]
    private let value: CompiledTemplate

    init(_ edit: FieldEdit) {
        let (operation, name, value): (Operation, String, Template) =
            switch edit {
            case .set(let name, let value): (.set, name, value)
            case .add(let name, let value): (.add, name, value)
            case .setDefault(let name, let value): (.setDefault, name, value)
            case .remove(let name):
                (name.hasSuffix("*") ? .removeMatching(ends: false) : name.hasPrefix("*") ? .removeMatching(ends: true) : .remove,
                    name, "")
            case .replace(let name, let pattern, let value): (.replace(pattern), name, value)
            }
        self.operation = operation
        self.name = Array(name.utf8)
        key = Array(name.lowercased().utf8.filter { $0 != UInt8(ascii: "*") })
        self.value = CompiledTemplate(value)
    }

    /// What the edit puts in, for this request. Asked before the section is changed, for it may look at the section.
    func value(_ values: @autoclosure () -> RequestValues) -> [UInt8] {
        // A value from the request has no byte that a field may not have, or it would not have got this far; a pattern's
        // capture may be decoded text.
        let bytes = value.filled(values())
        return bytes.allSatisfy(ASCII.isFieldValue) ? bytes : bytes.filter(ASCII.isFieldValue)
    }

    func apply(_ value: [UInt8], to fields: inout FieldSection) {
        switch operation {
        case .set:
            fields.dropAll(named: key)
            fields.append(name: name.span, value: value.span)
        case .add: fields.append(name: name.span, value: value.span)
        case .setDefault: if !fields.forwards(named: key) { fields.append(name: name.span, value: value.span) }
        case .remove: fields.dropAll(named: key)
        case .removeMatching(let ends): removeMatching(ends: ends, from: &fields)
        case .replace(let pattern): replace(pattern, by: value, in: &fields)
        }
    }

    private func removeMatching(ends: Bool, from fields: inout FieldSection) {
        for index in 0..<fields.count where Self.name(of: fields, at: index, fits: key, ends: ends) {
            fields.drop(at: index)
        }
    }

    private static func name(of fields: borrowing FieldSection, at index: Int, fits key: [UInt8], ends: Bool) -> Bool {
        let name = fields.name(of: fields.lines[index])
        guard name.count >= key.count else { return false }
        let part = ends ? name.extracting(name.count - key.count..<name.count) : name.extracting(0..<key.count)
        return part.equalsIgnoringCase(key)
    }

    private func replace(_ pattern: TextPattern, by value: [UInt8], in fields: inout FieldSection) {
        for index in 0..<fields.count {
            let line = fields.lines[index]
            guard !line.isDropped, fields.isNamed(key, at: index) else { continue }
            let before = fields.arrayOfValue(at: index)
            let after = pattern.replacingMatches(in: before, with: value)
            guard after != before else { continue }
            let name = fields.name(of: line).array
            fields.drop(at: index)
            fields.append(name: name.span, value: after.span)
        }
    }
}

extension [CompiledFieldEdit] {
    init(_ edits: [FieldEdit]) { self = edits.map(CompiledFieldEdit.init) }

    func apply(to request: RequestHead, _ values: @autoclosure () -> RequestValues) {
        for edit in self {
            let value = edit.value(values())
            edit.apply(value, to: &request.fields)
        }
    }

    func apply(to response: ResponseHead, _ values: @autoclosure () -> RequestValues) {
        for edit in self {
            let value = edit.value(values())
            edit.apply(value, to: &response.fields)
        }
    }
}
