internal import EdgeCore
import Glibc
internal import HTTPTypes

/// The folder in which another ACME client leaves its answers to HTTP-01 challenges: `certbot --webroot -w DIR`,
/// `acme.sh --webroot DIR`. Both put them below `.well-known/acme-challenge`.
struct ChallengeFolder: Sendable {
    static let path = "/.well-known/acme-challenge/"
    /// An answer is a token, a dot and a digest: under 400 bytes. In bytes.
    private static let longestAnswer = 4096

    private let folder: String
    private let executor: BlockingExecutor

    init(_ folder: String, executor: BlockingExecutor) {
        self.folder = folder
        self.executor = executor
    }

    /// Answers with the file that the path's token names.
    var handler: RequestHandler {
        RequestHandler(name: "acme_webroot") { [self] request, _, writer in
            guard request.method == .get || request.method == .head else {
                var refusal = HTTPResponse(status: .methodNotAllowed)
                refusal.headerFields[.allow] = "GET, HEAD"
                return try await writer.respond(refusal, body: "405 Only GET and HEAD are answered here.\n")
            }
            guard let token = Self.token(in: request.path ?? ""), let bytes = try await read(token) else {
                let words = "404 No client waits for a challenge with this token here.\n"
                return try await writer.respond(HTTPResponse(status: .notFound), body: words)
            }
            var response = HTTPResponse(status: .ok)
            response.headerFields[.contentType] = "application/octet-stream"
            response.headerFields[.cacheControl] = "no-store"
            try await writer.respond(response, body: bytes)
        }
    }

    /// What stands behind the last slash, where it is base64url (RFC 8555 §8.3) and so leads nowhere else.
    static func token(in target: String) -> String? {
        guard target.hasPrefix(path) else { return nil }
        let token = target.dropFirst(path.count).prefix { $0 != "?" }
        guard !token.isEmpty, token.utf8.count <= 255, token.utf8.allSatisfy(isTokenByte) else { return nil }
        return String(token)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private func read(_ token: String) async throws -> [UInt8]? {
        let file = folder + Self.path + token
        return try await executor.run { Self.read(file) }
    }

    /// `nil` for what is no plain file of a fitting size: a link could lead to a secret, a pipe would never end.
    private static func read(_ file: String) -> [UInt8]? {
        let descriptor = unsafe open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes = [UInt8](repeating: 0, count: longestAnswer + 1)
        let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
        guard (0...longestAnswer).contains(count) else { return nil }
        return Array(bytes.prefix(count))
    }
}
