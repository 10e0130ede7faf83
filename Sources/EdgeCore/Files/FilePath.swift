/// The path of a file below a root, out of a request's path. There is none for paths that try something.
struct FilePath {
    /// Decoded, without a slash in front.
    let relative: [UInt8]
    let endsWithSlash: Bool

    /// `nil` for NUL, backslashes, dot segments, empty segments, and slashes that were percent-encoded.
    init?(_ path: [UInt8]) {
        let slash = UInt8(ascii: "/")
        guard path.first == slash else { return nil }
        let decoded = RequestPath.decode(path.span)
        guard decoded.count(where: { $0 == slash }) == path.count(where: { $0 == slash }), !decoded.contains(0),
            !decoded.contains(UInt8(ascii: "\\"))
        else { return nil }
        var segments = decoded.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
        endsWithSlash = segments.last?.isEmpty ?? true
        if endsWithSlash { segments.removeLast() }
        for segment in segments {
            if segment.isEmpty || segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8) { return nil }
        }
        relative = Array(segments.joined(separator: [slash]))
    }

    /// Whether a part of the path has a hidden name.
    func isHidden(by patterns: [[UInt8]]) -> Bool {
        relative.split(separator: UInt8(ascii: "/")).contains { segment in
            if segment.first == UInt8(ascii: "."), !segment.elementsEqual(".well-known".utf8) { return true }
            return patterns.contains { NamePattern.fits($0[...], segment) }
        }
    }
}

/// A name with stars.
enum NamePattern {
    static func fits(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        guard first == UInt8(ascii: "*") else {
            return first == name.first && fits(pattern.dropFirst(), name.dropFirst())
        }
        let rest = pattern.drop { $0 == UInt8(ascii: "*") }
        guard !rest.isEmpty else { return true }
        return name.indices.contains { fits(rest, name[$0...]) }
    }
}
