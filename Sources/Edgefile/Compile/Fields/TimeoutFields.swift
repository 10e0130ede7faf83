/// The clocks, by the names that they have in `timeouts`, in the global block and in sites.
enum TimeoutFields {
    static func all<Model>(_ path: WritableKeyPath<Model, TimeoutSettings>) -> [Field<Model>] {
        [.duration("read_header", "15s", path.appending(path: \.readHeader))] + site(path)
    }

    /// Those that can differ from site to site: the head is read before the site is known.
    static func site<Model>(_ path: WritableKeyPath<Model, TimeoutSettings>) -> [Field<Model>] {
        [
            .duration("read_body", "60s", path.appending(path: \.readBody)),
            .duration("write", "60s", path.appending(path: \.write)),
            .duration("idle", "5m", path.appending(path: \.idle)),
            .custom("min_rate", "min_rate 100B 20s") { statement, compiler, model in
                model[keyPath: path].minRate = compiler.minimumRate(statement)
            },
        ]
    }
}
