/// Host → site: exact names before wildcards, the longest wildcard first, then the site without a name.
package struct SiteTable: Sendable {
    private struct Entry: Sendable {
        let name: [UInt8]
        let site: CompiledSite
    }

    /// Open hashing; the number of buckets is a power of two.
    private var buckets: [[Entry]] = Array(repeating: [], count: 16)
    private var count = 0
    /// Longest suffix first; `name` is the suffix with its leading dot.
    private var wildcards: [Entry] = []
    private var any: CompiledSite?

    package init() {}

    package var isEmpty: Bool { count == 0 && wildcards.isEmpty && any == nil }

    mutating func insert(_ site: CompiledSite, for name: SiteName) {
        switch name {
        case .exact(let text):
            if count >= buckets.count { grow() }
            let entry = Entry(name: Array(text.utf8), site: site)
            buckets[Self.bucket(entry.name.span, of: buckets.count)].append(entry)
            count += 1
        case .wildcard(let suffix):
            wildcards.append(Entry(name: Array(".\(suffix)".utf8), site: site))
            wildcards.sort { $0.name.count > $1.name.count }
        case .any: if any == nil { any = site }
        }
    }

    private mutating func grow() {
        let entries = buckets.joined()
        var grown: [[Entry]] = Array(repeating: [], count: buckets.count * 4)
        for entry in entries { grown[Self.bucket(entry.name.span, of: grown.count)].append(entry) }
        buckets = grown
    }

    /// Finds the site for a host in any case, with or without a final dot.
    package func site(for host: Span<UInt8>) -> CompiledSite? {
        var host = host
        if host.count > 1, host[host.count - 1] == UInt8(ascii: ".") { host = host.extracting(0..<host.count - 1) }
        if count > 0 {
            let bucket = Self.bucket(host, of: buckets.count)
            for entry in buckets[bucket] where host.equalsIgnoringCase(entry.name) { return entry.site }
        }
        for entry in wildcards where Self.matches(host, suffix: entry.name) { return entry.site }
        return any
    }

    /// A wildcard stands for one whole label.
    private static func matches(_ host: Span<UInt8>, suffix: [UInt8]) -> Bool {
        guard host.count > suffix.count else { return false }
        let split = host.count - suffix.count
        guard host.extracting(split..<host.count).equalsIgnoringCase(suffix) else { return false }
        return host.extracting(0..<split).firstIndex(of: UInt8(ascii: ".")) == nil
    }

    /// FNV-1a over the lower-case bytes.
    private static func bucket(_ host: Span<UInt8>, of count: Int) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in host.indices { hash = (hash ^ UInt64(ASCII.lowercased(host[index]))) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: hash ^ hash >> 32) & (count - 1)
    }
}
