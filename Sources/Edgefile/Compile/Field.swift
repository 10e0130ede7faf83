/// One setting that a block may hold: its name, what it looks like, and where its value goes.
struct Field<Model> {
    let name: String
    /// The line as someone would write it.
    let usage: String
    var repeats = false
    var takesBlock = false
    let apply: (Statement, Compiler, inout Model) -> Void

    /// A setting that is read in its own way.
    static func custom(
        _ name: String, _ usage: String, repeats: Bool = false, takesBlock: Bool = false,
        _ apply: @escaping (Statement, Compiler, inout Model) -> Void
    ) -> Field {
        Field(name: name, usage: usage, repeats: repeats, takesBlock: takesBlock, apply: apply)
    }

    /// A setting with one argument that a reader turns into the value.
    static func one<Value>(
        _ name: String, _ usage: String, _ path: WritableKeyPath<Model, Located<Value>?>,
        _ read: @escaping (Compiler, Token) -> Located<Value>?
    ) -> Field {
        custom(name, usage) { statement, compiler, model in
            guard let words = compiler.arguments(statement.arguments, 1...1, of: statement, usage: usage) else {
                return
            }
            model[keyPath: path] = read(compiler, words[0])
        }
    }

    /// A setting with one or more arguments; several lines add up.
    static func many<Value>(
        _ name: String, _ usage: String, _ path: WritableKeyPath<Model, [Located<Value>]>,
        _ read: @escaping (Compiler, Token) -> Located<Value>?
    ) -> Field {
        custom(name, usage, repeats: true) { statement, compiler, model in
            guard let words = compiler.arguments(statement.arguments, 1...Int.max, of: statement, usage: usage)
            else { return }
            model[keyPath: path] += words.compactMap { read(compiler, $0) }
        }
    }

    static func duration(_ name: String, _ example: String, _ path: WritableKeyPath<Model, Located<Duration>?>) -> Field {
        one(name, "\(name) \(example)", path) { $0.duration($1) }
    }

    static func size(_ name: String, _ example: String, _ path: WritableKeyPath<Model, Located<Int>?>) -> Field {
        one(name, "\(name) \(example)", path) { $0.size($1) }
    }

    static func integer(
        _ name: String, _ example: String, _ path: WritableKeyPath<Model, Located<Int>?>,
        in range: ClosedRange<Int> = 1...Int.max
    ) -> Field {
        one(name, "\(name) \(example)", path) { $0.integer($1, range) }
    }

    static func text(_ name: String, _ example: String, _ path: WritableKeyPath<Model, Located<String>?>) -> Field {
        one(name, "\(name) \(example)", path) { $0.path($1) }
    }

    static func texts(_ name: String, _ example: String, _ path: WritableKeyPath<Model, [Located<String>]>) -> Field {
        many(name, "\(name) \(example)", path) { $0.path($1) }
    }

    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ example: String, _ path: WritableKeyPath<Model, Located<Choice>?>
    ) -> Field where Choice.RawValue == String {
        one(name, "\(name) \(example)", path) { $0.choice($1) }
    }

    static func choices<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ example: String, _ path: WritableKeyPath<Model, [Located<Choice>]>
    ) -> Field where Choice.RawValue == String {
        many(name, "\(name) \(example)", path) { $0.choice($1) }
    }

    static func ranges(_ name: String, _ example: String, _ path: WritableKeyPath<Model, [Located<AddressRange>]>)
        -> Field
    {
        many(name, "\(name) \(example)", path) { $0.addressRange($1) }
    }

    /// A word that stands alone.
    static func flag(_ name: String, _ path: WritableKeyPath<Model, Located<Bool>?>) -> Field {
        custom(name, name) { statement, compiler, model in
            guard compiler.arguments(statement.arguments, 0...0, of: statement, usage: name) != nil else { return }
            model[keyPath: path] = Located(true, at: statement.location)
        }
    }
}
