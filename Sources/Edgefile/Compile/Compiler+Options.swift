extension Compiler {
    func onOff(_ token: Token, off: String = "off") -> Located<Bool>? {
        if token.text == "on" { return Located(true, at: token.location) }
        if token.text == off { return Located(false, at: token.location) }
        reporter.error(token.location, "\"\(token.shown)\" is neither on nor \(off)")
        return nil
    }

    func servers(_ statement: Statement) -> ServerOptions? {
        guard let words = arguments(statement.arguments, 0...1, of: statement, usage: "servers :443 {") else {
            return nil
        }
        var server = ServerOptions(location: statement.location)
        server.listener = words.first.map(text)
        read(statement.block, ServerFields.all, of: .settings("servers"), into: &server)
        return server
    }

    /// `trusted_proxies static RANGE…`, or the ranges alone.
    func trustedProxies(_ statement: Statement) -> [Located<AddressRange>] {
        var words = statement.arguments
        if words.first?.text == "static" { words = words.dropFirst() }
        let usage = "trusted_proxies static private_ranges"
        guard let ranges = arguments(words, 1...Int.max, of: statement, usage: usage) else { return [] }
        return ranges.compactMap { addressRange($0) }
    }

    func proxyProtocol(_ statement: Statement) -> ProxyProtocolSettings {
        var settings = ProxyProtocolSettings(location: statement.location)
        settings.allow = statement.arguments.compactMap { addressRange($0) }
        read(statement.block, LimitFields.proxyProtocol, of: .settings("proxy_protocol"), into: &settings)
        return settings
    }

    func limits(_ statement: Statement) -> LimitSettings? {
        guard arguments(statement.arguments, 0...0, of: statement, usage: "limits {") != nil else { return nil }
        guard statement.block != nil else {
            misuse(statement, "`limits` needs a block", usage: "limits {")
            return nil
        }
        var settings = LimitSettings(location: statement.location)
        read(statement.block, LimitFields.all, of: .settings("limits"), into: &settings)
        return settings
    }

    /// `max_uploads N [over SIZE]`.
    func maxUploads(_ statement: Statement) -> MaxUploads? {
        let usage = "max_uploads 4 over 1MiB"
        guard let words = arguments(statement.arguments, 1...3, of: statement, usage: usage) else { return nil }
        guard let count = integer(words[0], 1...1_000_000) else { return nil }
        var uploads = MaxUploads(count: count.value, location: statement.location)
        guard words.count > 1 else { return uploads }
        guard words.count == 3, words[1].text == "over" else {
            misuse(statement, at: words[1].location, "after the number only `over SIZE` can stand", usage: usage)
            return uploads
        }
        uploads.over = size(words[2])
        return uploads
    }

    /// `min_rate 100B 20s`.
    func minimumRate(_ statement: Statement) -> Located<MinimumRate>? {
        let usage = "min_rate 100B 20s"
        guard let words = arguments(statement.arguments, 1...2, of: statement, usage: usage) else { return nil }
        var first = words[0]
        if first.text.hasSuffix("/s") { first.text.removeLast(2) }
        guard let rate = size(first) else { return nil }
        var value = MinimumRate(bytesPerSecond: rate.value)
        if words.count == 2 { value.window = duration(words[1])?.value }
        return Located(value, at: rate.location)
    }

    /// `storage file_system PATH`.
    func storage(_ statement: Statement) -> Located<String>? {
        let usage = "storage file_system /var/lib/edge"
        guard let words = arguments(statement.arguments, 1...2, of: statement, usage: usage) else { return nil }
        guard words[0].text == "file_system" else {
            reporter.error(
                words[0].location, "there is no storage \"\(words[0].shown)\"",
                help: "everything is kept in a folder: \(usage)")
            return nil
        }
        if words.count == 2 { return path(words[1]) }
        return statement.block?.first { $0.name == "root" }?.arguments.first.flatMap(path)
    }
}
