internal import ArgumentParser
internal import CZlib
internal import EdgeHTTP2
internal import EdgeTLS

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the versions of the edge and of the libraries it runs on.")

    func run() { print(Self.text) }

    static var text: String {
        let zlib = unsafe String(cString: zlibVersion())
        return """
            edge \(EdgeVersion.number)
            swift \(swiftVersion)
            openssl \(TLSLibrary.version)
            nghttp2 \(HTTP2Library.version)
            zlib \(zlib)
            """
    }

    private static var swiftVersion: String {
        #if compiler(>=6.4)
        "6.4 or later"
        #elseif compiler(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }
}
