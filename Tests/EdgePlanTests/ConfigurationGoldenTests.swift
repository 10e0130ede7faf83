import EdgeCore
import Edgefile
import TestSupport
import Testing

@testable import edge

/// What files come to as `edge explain` prints it, or what exactly is wrong with them.
@Suite("Golden configurations")
struct ConfigurationGoldenTests {
    static let folder = "Configurations"

    @Test("come to what stands beside them", arguments: GoldenFile.all(in: folder))
    func golden(file: GoldenFile) throws {
        let outcome = Self.outcome(file.text)
        try file.record(outcome)
        #expect(outcome == file.expected)
    }

    @Test("are at least eighty, and none is without its other half")
    func whole() {
        #expect(GoldenFile.all(in: Self.folder).count >= 80)
        #expect(GoldenFile.strays(in: Self.folder) == [])
    }

    /// Warnings and the effective configuration, without what any file has as well; or the errors.
    private static func outcome(_ text: String) -> String {
        do {
            let plan = try Planning.plan(text)
            let usual = Set(try lines(Planning.plan("http://usual.example {\n\trespond \"\"\n}\n")))
            let own = lines(plan).filter { !usual.contains($0) }
            return (plan.warnings.map(\.description) + own).map { $0 + "\n" }.joined()
        } catch let errors as EdgefileErrors {
            return errors.diagnostics.map { $0.description + "\n" }.joined()
        } catch {
            return "\(error)\n"
        }
    }

    private static func lines(_ plan: EdgePlan) -> [String] {
        Explanation(plan).text.split(separator: "\n").map(String.init)
    }
}
