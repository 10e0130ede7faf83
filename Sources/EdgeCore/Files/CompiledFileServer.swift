/// A file server as a worker sees it. Its identity tells what was found by it from what another one has found.
final class CompiledFileServer: Sendable {
    let root: CompiledTemplate?
    let index: [[UInt8]]
    let hidden: [[UInt8]]
    let precompressed: [FileServer.Coding]
    let status: Int?
    let redirectsFolders: Bool
    let listsFolders: Bool
    let passesOn: Bool

    init(_ server: FileServer) {
        root = server.root.map(CompiledTemplate.init)
        index = server.index.map { Array($0.utf8) }
        hidden = server.hidden.map { Array($0.utf8) }
        precompressed = server.precompressed
        status = server.status
        redirectsFolders = server.redirectsFolders
        listsFolders = server.listsFolders
        passesOn = server.passesOn
    }
}
