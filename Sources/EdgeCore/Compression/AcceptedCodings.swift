/// What an Accept-Encoding field says (RFC 9110 §12.5.3).
enum AcceptedCodings {
    /// Whether a coding is welcome: named, or covered by `*`, and with a weight above zero.
    static func accepts(_ coding: StaticString, _ fields: borrowing FieldSection) -> Bool {
        var answer = false
        for line in fields.lines where line.name == .acceptEncoding {
            var elements = ListElements(fields.value(of: line))
            while let element = elements.next() {
                let end = element.firstIndex(of: UInt8(ascii: ";")) ?? element.count
                let name = element.extracting(0..<end).trimmed()
                if name.equalsIgnoringCase(coding) { return hasWeight(element.extracting(end..<element.count)) }
                if name.equals("*") { answer = hasWeight(element.extracting(end..<element.count)) }
            }
        }
        return answer
    }

    /// `;q=0`, `;q=0.000` are none.
    private static func hasWeight(_ parameters: Span<UInt8>) -> Bool {
        guard let equals = parameters.firstIndex(of: UInt8(ascii: "=")) else { return true }
        for index in equals + 1..<parameters.count
        where parameters[index] >= UInt8(ascii: "1") && parameters[index] <= UInt8(ascii: "9") { return true }
        return false
    }
}
