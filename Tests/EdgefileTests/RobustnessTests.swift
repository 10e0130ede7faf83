import Testing

@testable import Edgefile

@Suite("Any bytes")
struct RobustnessTests {
    /// Either a configuration without errors, or errors without one.
    private func expectTotal(_ bytes: [UInt8]) {
        let result = EdgefileParser.parse(bytes, inputs: testInputs)
        let hasErrors = result.diagnostics.contains { $0.severity == .error }
        let isFull = result.diagnostics.count > Limits.diagnostics
        #expect((result.configuration == nil) == hasErrors || isFull)
        for diagnostic in result.diagnostics { #expect(!diagnostic.description.isEmpty) }
    }

    @Test("at random give a configuration or errors")
    func random() {
        var generator = SeededGenerator(state: 1)
        for _ in 0..<150 {
            let count = Int.random(in: 0...400, using: &generator)
            expectTotal((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test("of a good file with some changed give a configuration or errors", arguments: Sample.all.indices)
    func mutated(_ index: Int) {
        var generator = SeededGenerator(state: UInt64(index) + 7)
        let interesting = Array("{}\"`\\<>@/*:,.$#()[]- \n\t\r\0->".utf8) + [0xFF, 0xC3]
        for _ in 0..<40 {
            var bytes = Array(Sample.all[index].utf8)
            for _ in 0..<Int.random(in: 1...8, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = interesting.randomElement(using: &generator) ?? 0
                case 1: bytes.insert(interesting.randomElement(using: &generator) ?? 0, at: place)
                case 2: bytes.remove(at: place)
                default: bytes.insert(contentsOf: bytes[place...].prefix(30), at: place)
                }
            }
            expectTotal(bytes)
        }
    }

    @Test("of a good file cut at every offset give a configuration or errors", arguments: [0, 1, 2, 4])
    func cut(_ index: Int) {
        let bytes = Array(Sample.all[index].utf8)
        for end in stride(from: 0, through: bytes.count, by: bytes.count > 600 ? 5 : 1) {
            expectTotal(Array(bytes[..<end]))
        }
    }

    @Test(
        "that repeat what is costly to read end soon",
        arguments: [
            "{$", "{$A", "\"\n", "<<A\n", "`", "{\n", "}\n", "a -> b\n", "a {\n", "x\\\n", "import loop.edgefile\n",
            "@a not not\n",
        ])
    func repeated(_ piece: String) {
        let duration = ContinuousClock().measure { expectTotal(Array(String(repeating: piece, count: 20_000).utf8)) }
        #expect(duration < .seconds(60))
    }
}
