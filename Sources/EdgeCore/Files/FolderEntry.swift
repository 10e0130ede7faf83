/// A name in a folder that is listed.
struct FolderEntry: Sendable {
    var name: [UInt8]
    /// Of what a link leads to.
    var status: FileStatus
    var isLink: Bool

    var isFolder: Bool { status.isFolder }

    /// As a person reads it; a folder with its slash.
    var label: String { String(decoding: name, as: UTF8.self) + (isFolder ? "/" : "") }

    /// Relative to its folder. `./` keeps a colon in the name from being read as a scheme's (RFC 3986 §4.2).
    var reference: String { "./" + String(decoding: Self.encoded(name), as: UTF8.self) + (isFolder ? "/" : "") }

    /// Everything but unreserved characters percent-encoded (RFC 3986 §2.3): fit for an attribute and for a JSON string too.
    static func encoded(_ name: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return name.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                [byte]
            default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }
}
