internal import EdgeCore
internal import Edgefile

/// Turns the templates of a file into those of the server.
struct TemplatePlanner {
    let findings: Findings
    let environment: Environment

    func template(_ template: Edgefile.Template) -> EdgeCore.Template {
        EdgeCore.Template(template.parts.map { part in
            switch part {
            case .literal(let text): .text(text)
            case .placeholder(let placeholder): self.part(placeholder, at: template.location)
            }
        })
    }

    private func part(_ placeholder: Placeholder, at location: SourceLocation) -> EdgeCore.Template.Part {
        if placeholder.name == "env", let name = placeholder.argument { return .text(environment[name] ?? "") }
        if let value = value(placeholder) { return .value(value) }
        findings.notYet("\(placeholder)", at: location)
        return .text("")
    }

    private func value(_ placeholder: Placeholder) -> RequestValue? {
        guard let argument = placeholder.argument else { return Self.plain[placeholder.name] }
        switch placeholder.name {
        case "header": return .field(argument)
        case "cookie": return .cookie(argument)
        case "query": return .queryValue(argument)
        case "path": return Int(argument).map { .pathSegment($0) }
        case "labels": return Int(argument).map { .label($0) }
        case "re": return capture(argument)
        case "err":
            return ["status_code": .errorStatus, "status_text": .errorStatusText, "message": .errorMessage][argument]
        case "file_match": return argument == "relative" ? .matchedFile : nil
        case "rp": return argument == "upstream.hostport" ? .upstream : nil
        default: return nil
        }
    }

    /// `1`, or `name.1`.
    private func capture(_ argument: String) -> RequestValue? {
        let parts = argument.split(separator: ".")
        guard let last = parts.last, let group = Int(last) else { return nil }
        return .capture(parts.dropLast().joined(separator: "."), group)
    }

    private static let plain: [String: RequestValue] = [
        "client_ip": .clientAddress, "dir": .folder, "file": .fileName, "host": .host, "hostport": .hostAndPort,
        "method": .method, "orig_uri": .originalTarget, "path": .path, "port": .port, "proto": .version, "query": .query,
        "remote_host": .peerAddress, "remote_port": .peerPort, "scheme": .scheme, "tls_version": .tlsVersion,
        "upstream_hostport": .upstream, "uri": .target, "user": .user, "uuid": .uuid,
    ]
}
