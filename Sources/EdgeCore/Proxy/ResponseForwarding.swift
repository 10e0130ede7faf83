/// Everything that is changed on a response's way down, and the rule for each change.
enum ResponseForwarding {
    static func prepare(_ response: ResponseHead, worker: Worker, edits: [FieldEdit]) {
        dropHopByHop(response)
        if response.fields.first(.date) == nil { worker.appendDate(to: &response.fields) }
        FieldEditing.apply(edits, to: &response.fields)
    }

    static func prepareInterim(_ response: ResponseHead) { dropHopByHop(response) }

    /// A 101: the Upgrade line is written by the codec together with its Connection line.
    static func prepareUpgrade(_ response: ResponseHead, edits: [FieldEdit]) {
        dropHopByHop(response)
        response.fields.dropAll(.contentLength)
        FieldEditing.apply(edits, to: &response.fields)
    }

    /// RFC 9110 §7.6.1, those named by every Connection line too.
    private static func dropHopByHop(_ response: ResponseHead) {
        let hasConnection = response.fields.first(.connection) != nil
        for index in 0..<response.fields.count {
            let line = response.fields.lines[index]
            let isNominated = hasConnection && line.name != .contentLength && response.fields.isNominated(line)
            if line.name.isHopByHop || isNominated { response.fields.drop(at: index) }
        }
    }
}
