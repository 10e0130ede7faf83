/// A number of bytes for people.
package enum ByteCount {
    /// `999 B`, `1.4 KiB`, `23.0 MiB`
    package static func text(_ bytes: Int) -> String {
        guard bytes >= 1024 else { return "\(bytes) B" }
        var (tenths, unit) = (bytes, 0)
        while tenths >= 1024 * 1024, unit < 4 { (tenths, unit) = (tenths / 1024, unit + 1) }
        tenths = tenths * 10 / 1024
        return "\(tenths / 10).\(tenths % 10) \(["KiB", "MiB", "GiB", "TiB", "PiB"][unit])"
    }
}
