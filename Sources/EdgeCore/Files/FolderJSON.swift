/// A folder for programs, in the members that Caddy's listings have.
enum FolderJSON {
    static func text(_ entries: [FolderEntry]) -> String {
        "[" + entries.map(object).joined(separator: ",\n") + "]\n"
    }

    private static func object(_ entry: FolderEntry) -> String {
        let status = entry.status
        let time = LogTime.text(seconds: status.seconds, nanoseconds: status.nanoseconds)
        // Go's bits for folders and links, which programs made for Caddy test.
        let mode = status.permissions | (entry.isFolder ? 1 << 31 : 0) | (entry.isLink ? 1 << 27 : 0)
        return #"{"name":"\#(escaped(entry.label))","size":\#(status.size),"url":"\#(entry.reference)","mod_time":"\#(time)","#
            + #""mode":\#(mode),"is_dir":\#(entry.isFolder),"is_symlink":\#(entry.isLink)}"#
    }

    /// RFC 8259 §7
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
