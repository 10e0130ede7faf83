extension Compiler {
    func encode(_ line: DirectiveLine) -> Encode {
        var encode = Encode()
        encode.formats = line.words.compactMap { choice($0) }
        let fields: [Field<Encode>] = [
            .custom("gzip", "gzip 5") { statement, compiler, encode in
                encode.formats.append(Located(.gzip, at: statement.location))
                guard let words = compiler.arguments(statement.arguments, 0...1, of: statement, usage: "gzip 5") else {
                    return
                }
                encode.gzipLevel = words.first.flatMap { compiler.integer($0, 1...9) }
            },
            .custom("zstd", "zstd") { statement, _, encode in
                encode.formats.append(Located(.zstd, at: statement.location))
            },
            .custom("br", "br") { statement, _, encode in
                encode.formats.append(Located(.brotli, at: statement.location))
            },
            .integer("minimum_length", "512", \.minimumLength, in: 0...Int.max),
            .texts("content_types", "text/* application/json*", \.contentTypes),
        ]
        read(line.statement.block, fields, of: .settings("encode"), into: &encode)
        return encode
    }

    func fileServer(_ line: DirectiveLine) -> FileServer? {
        var server = FileServer()
        if let word = line.words.first {
            guard word.text == "browse" else {
                misuse(
                    line.statement, at: word.location, "`file_server` takes only the word browse",
                    usage: "root * /srv, then file_server")
                return nil
            }
            server.browse = Located(true, at: word.location)
        }
        let fields: [Field<FileServer>] = [
            .flag("browse", \.browse),
            .custom("root", "root /srv") { statement, compiler, server in
                guard let words = compiler.arguments(statement.arguments, 1...1, of: statement, usage: "root /srv")
                else { return }
                server.root = compiler.template(words[0])
            },
            .texts("hide", ".git", \.hide),
            .texts("index", "index.html", \.index),
            .choices("precompressed", "br gzip", \.precompressed),
            .one("status", "status 404", \.status) { $0.status($1) },
            .flag("disable_canonical_uris", \.disableCanonicalURIs),
            .flag("pass_thru", \.passThru),
        ]
        read(line.statement.block, fields, of: .settings("file_server"), into: &server)
        return server
    }

    func basicAuth(_ line: DirectiveLine) -> BasicAuth {
        var auth = BasicAuth()
        auth.algorithm = line.words.first.map(text)
        auth.realm = line.words.dropFirst().first.map(text)
        if let word = line.words.first, !["bcrypt", "argon2id"].contains(word.text) {
            reporter.error(word.location, "there is no password hash \"\(word.shown)\"", help: "write bcrypt")
        }
        for user in line.statement.block ?? [] {
            guard user.words.count == 2, user.block == nil else {
                misuse(user, "a user is a name and a hash", usage: "alice $2a$14$…")
                continue
            }
            let (name, hash) = (user.words[0], user.words[1])
            if hash.form == .bare, !hash.text.hasPrefix("$") {
                reporter.error(
                    hash.location, "this is no password hash",
                    help: "make one with `edge hash-password`; it begins with $2")
                continue
            }
            if let twin = auth.users.first(where: { $0.name == name.text }) {
                reporter.error(
                    name.location, "there are two users of this name", notes: [("the first one is here", twin.location)]
                )
                continue
            }
            auth.users.append(BasicAuthUser(name: name.text, hash: hash.text, location: name.location))
        }
        if line.statement.block?.isEmpty ?? true {
            misuse(line.statement, "`basic_auth` names no user", usage: "basic_auth {")
        }
        return auth
    }

    /// `EVENTS/WINDOW [burst N]`, or a block with `events`, `window`, `burst` and `key`.
    func rateLimit(_ line: DirectiveLine) -> RateLimit? {
        let usage = "rate_limit /api/login 5/1m burst 10"
        var draft = RateLimitDraft()
        if let word = line.words.first { (draft.events, draft.window) = rate(word) }
        if line.words.count > 1 {
            guard line.words.count == 3, line.words[1].text == "burst" else {
                misuse(
                    line.statement, at: line.words[1].location, "after the rate only `burst N` can stand", usage: usage)
                return nil
            }
            draft.burst = integer(line.words[2], 1...1_000_000)
        }
        let before = reporter.errorCount
        read(line.statement.block, RateLimitDraft.fields, of: .settings("rate_limit"), into: &draft)
        guard let events = draft.events, let window = draft.window else {
            if before == reporter.errorCount, line.words.isEmpty {
                misuse(line.statement, "`rate_limit` needs a number of events and a time", usage: usage)
            }
            return nil
        }
        var limit = RateLimit(events: events.value, window: window.value)
        limit.burst = draft.burst
        limit.key = draft.key
        return limit
    }

    /// `5/1m`, `10/s`, `100/h`.
    private func rate(_ word: Token) -> (Located<Int>?, Located<Duration>?) {
        let parts = word.text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, let events = Int(parts[0]), (1...1_000_000_000).contains(events) {
            let unit = ["s", "m", "h", "d"].contains(parts[1]) ? "1" + parts[1] : parts[1]
            if let window = DurationText.parse(unit), window > .zero {
                return (Located(events, at: word.location), Located(window, at: word.location))
            }
        }
        reporter.error(
            word.location, "\"\(word.shown)\" is no rate", help: "write a number and a time: 5/1m, 10/s, 100/h")
        return (nil, nil)
    }
}
