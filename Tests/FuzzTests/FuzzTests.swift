import FoundationEssentials
import FuzzTargets
import Testing

/// The fuzzer's targets without the fuzzer: every kept input and every input that ever broke something, and a few thousand
/// mutations of them that are the same in every run. `make fuzz` runs the real thing.
@Suite("What is fuzzed")
struct FuzzTests {
    private static let folder = String(#filePath.dropLast("/Tests/FuzzTests/FuzzTests.swift".count)) + "/Fuzz"

    private static func inputs(_ kind: String, of target: FuzzTarget) -> [(name: String, bytes: [UInt8])] {
        let path = "\(folder)/\(kind)/\(target.rawValue)"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        return names.compactMap { name in
            FileManager.default.contents(atPath: "\(path)/\(name)").map { (name, Array($0)) }
        }
    }

    @Test("every kept input still holds", arguments: FuzzTarget.allCases)
    func kept(target: FuzzTarget) {
        let inputs = Self.inputs("Corpora", of: target)
        #expect(inputs.count >= 4)
        for input in inputs { #expect(throws: Never.self, "\(input.name)") { try target.run(input.bytes) } }
    }

    @Test("what once broke something breaks nothing any more", arguments: FuzzTarget.allCases)
    func regressions(target: FuzzTarget) {
        for input in Self.inputs("Regressions", of: target) {
            #expect(throws: Never.self, "\(input.name)") { try target.run(input.bytes) }
        }
    }

    @Test("a few thousand mutations hold", arguments: FuzzTarget.allCases)
    func mutations(target: FuzzTarget) {
        let inputs = Self.inputs("Corpora", of: target).map(\.bytes)
        var mutator = Mutator(seed: 20_261_126)
        for _ in 0..<(target == .edgefile ? 300 : 2000) {
            let bytes = mutator.mutate(inputs)
            #expect(throws: Never.self, "\(bytes)") { try target.run(bytes) }
        }
    }
}
