import FoundationEssentials
import Glibc
import Testing

/// What embedders see, as the compiler's symbol graph tells it.
@Suite("The public interface")
struct PublicInterfaceTests {
    private struct Graph: Decodable {
        struct Symbol: Decodable {
            struct Identifier: Decodable { let precise: String }
            struct Comment: Decodable {}
            struct Fragment: Decodable { let preciseIdentifier: String? }
            let identifier: Identifier
            let pathComponents: [String]
            let docComment: Comment?
            let declarationFragments: [Fragment]?
        }
        let symbols: [Symbol]
    }

    private typealias Entry = (name: String, symbol: Graph.Symbol)

    /// Read once: the tests run side by side.
    private static let symbols = Result { try read() }

    /// The symbols that were written, without those that the compiler makes.
    private static func read() throws -> [Entry] {
        let root = String(#filePath.dropLast("/Tests/TidyTests/PublicInterfaceTests.swift".count))
        let build = try #require(folder(of: FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")))
        let output = "\(build)/PublicInterface.\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: output) }
        let status = unsafe system("'\(root)/scripts/symbol-graphs' '\(output)' '\(build)'")
        try #require(status == 0, "the symbol graphs could not be written")
        var found: [Entry] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: output).sorted() {
            let data = try #require(FileManager.default.contents(atPath: "\(output)/\(file)"))
            for symbol in try JSONDecoder().decode(Graph.self, from: data).symbols
            where !symbol.identifier.precise.contains("::SYNTHESIZED::") {
                found.append(("\(file.prefix { $0 != "." }).\(symbol.pathComponents.joined(separator: "."))", symbol))
            }
        }
        return found
    }

    private static func folder(of path: String) -> String? { path.lastIndex(of: "/").map { String(path[..<$0]) } }

    @Test("every symbol is documented")
    func documented() throws {
        let symbols = try Self.symbols.get()
        #expect(symbols.count > 300)
        #expect(symbols.filter { $0.symbol.docComment == nil }.map(\.name) == [])
    }

    @Test("no signature names a type of C")
    func noCTypes() throws {
        // The compiler's names of what a Clang module declares begin with `c:`.
        let offenders = try Self.symbols.get().filter { entry in
            (entry.symbol.declarationFragments ?? []).contains { $0.preciseIdentifier?.hasPrefix("c:") == true }
        }
        #expect(offenders.map(\.name) == [])
    }
}
