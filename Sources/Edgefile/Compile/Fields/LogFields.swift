/// What the block of `log` may hold.
enum LogFields {
    static var all: [Field<LogSettings>] {
        [
            .custom("output", "output file /var/log/edge/access.log", takesBlock: true) { statement, compiler, log in
                compiler.logOutput(statement, into: &log)
            },
            .custom("format", "format json", takesBlock: true) { statement, compiler, log in
                compiler.logFormat(statement, into: &log)
            },
            .choice("level", "INFO", \.level),
            .texts("hostnames", "chat.example.com", \.hostnames),
            .texts("include", "http.log.access", \.include),
            .texts("exclude", "http.log.access", \.exclude),
            .custom("sampling", "sampling {", takesBlock: true) { statement, compiler, log in
                var sampling = LogSamplingSettings()
                _ = compiler.arguments(statement.arguments, 0...0, of: statement, usage: "sampling {")
                compiler.read(statement.block, LogFields.sampling, of: .settings("sampling"), into: &sampling)
                log.sampling = sampling
            },
        ]
    }

    private static var sampling: [Field<LogSamplingSettings>] {
        [
            .duration("interval", "1s", \.interval),
            .integer("first", "100", \.first, in: 0...1_000_000_000),
            .integer("thereafter", "100", \.thereafter, in: 0...1_000_000_000),
        ]
    }

    static var roll: [Field<LogRoll>] {
        [
            .flag("roll_disabled", \.disabled),
            .size("roll_size", "100MiB", \.size),
            .integer("roll_keep", "10", \.keep, in: 0...100_000),
            .duration("roll_keep_for", "720h", \.keepFor),
            .flag("roll_uncompressed", \.uncompressed),
            .flag("roll_local_time", \.localTime),
            .text("mode", "0640", \.mode),
        ]
    }
}
