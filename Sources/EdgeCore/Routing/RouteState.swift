/// What the steps of a way have settled for one exchange. Made by the first step that settles something: a site that only
/// forwards never has one.
final class RouteState {
    /// Where the target is that the client sent, once another one has been put in its place.
    var originalTarget: Range<Int>?
    var requestEdits: [CompiledFieldEdit] = []
    var responseEdits: [CompiledFieldEdit] = []
    var bodyBytes: Int?
    var skipsLog = false
    /// An access rule has let the client through.
    var isAllowed = false
    /// Who has logged in.
    var user: [UInt8]?
    /// Whether the password is right that the walk has stopped for.
    var verified: Bool?
    /// What patterns caught, the last one last.
    var captures: [(name: String, groups: [[UInt8]])] = []
    /// What is being answered by `Site.errorRoutes`.
    var failure: Failure?
    /// What the failure says, where it was one on purpose.
    var message: [UInt8]?
    /// Below which files are looked for.
    var root: CompiledTemplate?
    /// Which of the paths that are being tried is there, found out beside the worker.
    var probed: Int?
    /// What the worker has found where `try_files` or a condition has looked, the last one. Forgotten where the request waits.
    var foundFile: OpenFile?
    /// What a condition about files has found, the last one.
    var matchedFile: [UInt8]?
    var compression: CompiledCompression?
    /// Present while a compressed answer goes out.
    var compressor: ResponseCompressor?
    /// What arrived of the body while the walk had stopped.
    var heldBody: [UInt8] = []
    private var uuidText: [UInt8]?

    /// The request's number, made when it is first asked for.
    var uuid: [UInt8] {
        if let uuidText { return uuidText }
        let text = UUIDText.make()
        uuidText = text
        return text
    }
}
