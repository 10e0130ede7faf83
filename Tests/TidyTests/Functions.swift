/// Finds functions by their indentation, which the house style fixes.
enum Functions {
    struct Function {
        let line: Int
        let length: Int
    }

    static func all(in lines: [String]) -> [Function] {
        var found: [Function] = []
        for (index, line) in lines.enumerated() where isDeclaration(line) {
            let indentation = String(line.prefix { $0 == " " })
            guard let end = lines[index...].firstIndex(of: indentation + "}") else { continue }
            found.append(Function(line: index + 1, length: end - index + 1))
        }
        return found
    }

    private static func isDeclaration(_ line: String) -> Bool {
        let words = line.split(separator: " ")
        return words.contains("func") && !line.hasSuffix("}") && !words.contains("//") && !words.contains("///")
    }
}

/// Links in Markdown.
enum Links {
    /// Targets that are files of the project, without their fragments.
    static func relative(in text: String) -> [String] {
        var targets: [String] = []
        for part in text.components(separatedBy: "](").dropFirst() {
            let target = part.prefix { $0 != ")" && $0 != "#" && $0 != "\n" }
            if !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") { targets.append(String(target)) }
        }
        return targets
    }

    /// Resolves `.` and `..`.
    static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
