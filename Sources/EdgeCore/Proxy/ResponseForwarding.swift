/// Everything that is changed on a response's way down, and the rule for each change.
enum ResponseForwarding {
    /// - Parameter appendDate: adds a Date of ours, where none goes on (RFC 9110 §6.6.1).
    static func prepare(_ response: ResponseHead, appendDate: (inout FieldSection) -> Void) {
        // No content, so no length of it (RFC 9110 §8.6).
        change(&response.fields, hasContent: response.status != 204, appendDate: appendDate)
    }

    private static func change(
        _ fields: inout FieldSection, hasContent: Bool, appendDate: (inout FieldSection) -> Void
    ) {
        dropHopByHop(&fields)
        if !hasContent { fields.dropAll(.contentLength) }
        if !fields.forwards(.date) { appendDate(&fields) }
    }

    static func prepareInterim(_ response: ResponseHead) {
        dropHopByHop(&response.fields)
        response.fields.dropAll(.contentLength)
    }

    /// A 101: the Upgrade line is written by the codec together with its Connection line.
    static func prepareUpgrade(_ response: ResponseHead) {
        dropHopByHop(&response.fields)
        response.fields.dropAll(.contentLength)
    }

    /// RFC 9110 §7.6.1, those named by every Connection line too.
    private static func dropHopByHop(_ fields: inout FieldSection) {
        let hasConnection = fields.first(.connection) != nil
        for index in 0..<fields.count {
            let line = fields.lines[index]
            let isNominated = hasConnection && line.name != .contentLength && fields.isNominated(line)
            if line.name.isHopByHop || isNominated { fields.drop(at: index) }
        }
    }
}
