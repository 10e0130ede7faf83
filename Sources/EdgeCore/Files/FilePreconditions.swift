/// Conditional requests (RFC 9110 §13), in the order that §13.2.2 gives.
enum FilePreconditions {
    enum Outcome: Equatable {
        case proceed
        case notModified
        case failed
    }

    static func judge(_ fields: borrowing FieldSection, entityTag: [UInt8], modified: Int) -> Outcome {
        if let names = names(entityTag, in: fields, ifMatch, isWeak: false) {
            guard names else { return .failed }
        } else if let date = fields.firstValue(named: ifUnmodifiedSince).flatMap(HTTPDateParser.seconds), modified > date {
            return .failed
        }
        if let names = names(entityTag, in: fields, ifNoneMatch, isWeak: true) { return names ? .notModified : .proceed }
        if let date = fields.firstValue(named: ifModifiedSince).flatMap(HTTPDateParser.seconds), modified <= date {
            return .notModified
        }
        return .proceed
    }

    /// Whether a range may be followed: If-Range names what is there, by a strong comparison (RFC 9110 §13.1.5).
    static func allowsRange(_ fields: borrowing FieldSection, entityTag: [UInt8], modified: Int) -> Bool {
        guard let wanted = fields.firstValue(named: ifRange) else { return true }
        if wanted.first == UInt8(ascii: "\"") || wanted.starts(with: Array("W/".utf8)) { return wanted == entityTag }
        return HTTPDateParser.seconds(wanted) == modified
    }

    /// Whether the list in these fields, of which there may be several lines (RFC 9110 §5.3), names the tag; `nil` without one.
    private static func names(
        _ tag: [UInt8], in fields: borrowing FieldSection, _ name: [UInt8], isWeak: Bool
    ) -> Bool? {
        var isThere = false
        for index in 0..<fields.count where fields.isNamed(name, at: index) {
            isThere = true
            let list = fields.arrayOfValue(at: index)
            var elements = ListElements(list.span)
            while let element = elements.next() {
                if element.equals("*") || element.equals(tag) { return true }
                if isWeak, element.hasPrefix("W/"), element.extracting(2..<element.count).equals(tag) { return true }
            }
        }
        return isThere ? false : nil
    }

    private static let ifMatch = Array("if-match".utf8)
    private static let ifNoneMatch = Array("if-none-match".utf8)
    private static let ifModifiedSince = Array("if-modified-since".utf8)
    private static let ifUnmodifiedSince = Array("if-unmodified-since".utf8)
    private static let ifRange = Array("if-range".utf8)
}
