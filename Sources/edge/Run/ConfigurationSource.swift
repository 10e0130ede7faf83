internal import EdgeCore
internal import Edgefile
import Glibc

/// What an edge serves, and how it is read again on a reload.
struct ConfigurationSource: Sendable {
    /// For `edge status`: the path of the file, or the command.
    let name: String
    /// Reads and plans. Blocks: for threads that may.
    let load: @Sendable () throws -> EdgePlan

    /// An Edgefile on disk.
    static func file(_ path: String, _ overrides: Overrides, _ materials: CertificateMaterials) -> ConfigurationSource {
        ConfigurationSource(name: path) {
            let bytes = try EdgefileReader.bytes(of: path)
            return try plan(bytes, named: path, overrides, materials)
        }
    }

    /// An Edgefile that a command wrote.
    static func text(
        _ text: String, named name: String, _ overrides: Overrides, _ materials: CertificateMaterials
    ) -> ConfigurationSource {
        ConfigurationSource(name: name) { try plan(Array(text.utf8), named: name, overrides, materials) }
    }

    /// The same with something added to each plan, or asked of it.
    func adding(_ addition: @escaping @Sendable (inout EdgePlan) throws -> Void) -> ConfigurationSource {
        ConfigurationSource(name: name) { [load] in
            var plan = try load()
            try addition(&plan)
            return plan
        }
    }

    private static func plan(
        _ bytes: [UInt8], named name: String, _ overrides: Overrides, _ materials: CertificateMaterials
    ) throws -> EdgePlan {
        let result = EdgefileReader.parse(bytes, named: name)
        let planner = Planner(try result.get(), sources: result.sources, overrides: overrides, materials: materials)
        var plan = try planner.plan()
        plan.warnings = result.diagnostics + plan.warnings
        return plan
    }
}
