/// A `rate_limit` while it is read.
struct RateLimitDraft {
    var events: Located<Int>?
    var window: Located<Duration>?
    var burst: Located<Int>?
    var key: Template?

    static var fields: [Field<RateLimitDraft>] {
        [
            .integer("events", "5", \.events),
            .duration("window", "1m", \.window),
            .integer("burst", "10", \.burst),
            .custom("key", "key {client_ip}") { statement, compiler, draft in
                let usage = "key {client_ip}"
                guard let words = compiler.arguments(statement.arguments, 1...1, of: statement, usage: usage) else {
                    return
                }
                draft.key = compiler.template(words[0])
            },
        ]
    }
}
