/// Everything that is changed on a response's way down, and the rule for each change.
enum ResponseForwarding {
    /// - Parameter appendDate: adds a Date of ours, where none goes on (RFC 9110 §6.6.1).
    static func prepare(_ response: ResponseHead, appendDate: (inout FieldSection) -> Void) {
        dropHopByHop(response)
        // No content, so no length of it (RFC 9110 §8.6).
        if response.status == 204 { response.fields.dropAll(.contentLength) }
        if !response.fields.forwards(.date) { appendDate(&response.fields) }
    }

    static func prepareInterim(_ response: ResponseHead) {
        dropHopByHop(response)
        response.fields.dropAll(.contentLength)
    }

    /// A 101: the Upgrade line is written by the codec together with its Connection line.
    static func prepareUpgrade(_ response: ResponseHead) {
        dropHopByHop(response)
        response.fields.dropAll(.contentLength)
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
