/// Where the values of templates come from: a request, and what is known of its exchange.
struct RequestValues {
    let request: RequestHead
    let record: ExchangeRecord
    let state: RouteState?
    let peer: SocketAddress
    let tlsVersion: StaticString
    let upstream: String?

    init(
        request: RequestHead, record: ExchangeRecord, state: RouteState? = nil, peer: SocketAddress? = nil,
        tlsVersion: StaticString = "", upstream: String? = nil
    ) {
        self.request = request
        self.record = record
        self.state = state
        self.peer = peer ?? record.client
        self.tlsVersion = tlsVersion
        self.upstream = upstream
    }

    func append(_ value: RequestValue, to result: inout [UInt8]) {
        switch value {
        case .method: result += bytes(request.methodRange)
        case .host: result += bytes(request.hostRange)
        case .hostAndPort: result += bytes(request.authorityRange)
        case .port: result += String(port).utf8
        case .scheme: result += (record.isSecure ? "https" : "http").utf8
        case .target: result += bytes(request.targetRange)
        case .originalTarget: result += bytes(state?.originalTarget ?? request.targetRange)
        case .path, .pathSegment, .fileName, .folder: appendPath(value, to: &result)
        case .query: result += query
        case .queryValue(let key): result += QueryString.value(of: Array(key.utf8), in: query) ?? []
        case .field(let name): result += request.fields.firstValue(named: Array(name.lowercased().utf8)) ?? []
        case .cookie(let name): result += cookie(Array(name.utf8)) ?? []
        case .label(let index): result += label(index)
        case .peerAddress: result += peer.host.utf8
        case .peerPort: result += String(peer.port).utf8
        case .clientAddress: result += record.client.host.utf8
        case .version: result += (request.isHTTP2 ? "HTTP/2.0" : request.minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1").utf8
        case .tlsVersion: result += "\(tlsVersion)".utf8
        case .uuid: result += state?.uuid ?? UUIDText.make()
        case .upstream: result += (upstream ?? "").utf8
        case .capture(let name, let group): result += capture(name, group)
        case .user: result += state?.user ?? []
        case .matchedFile: result += state?.matchedFile ?? []
        case .errorStatus: if let failure = state?.failure { result += String(failure.status).utf8 }
        case .errorStatusText: if let failure = state?.failure { result += "\(ReasonPhrase.text(for: failure.status))".utf8 }
        case .errorMessage:
            if let failure = state?.failure { result += state?.message ?? Array(FailureText.message(for: failure.status).utf8) }
        }
    }

    private func bytes(_ range: Range<Int>) -> [UInt8] { request.fields.array(in: range) }

    private var path: [UInt8] { bytes(RequestPath.range(request.targetRange, request.fields)) }

    private var query: [UInt8] {
        let path = RequestPath.range(request.targetRange, request.fields)
        guard path.upperBound < request.targetRange.upperBound else { return [] }
        return bytes(path.upperBound + 1..<request.targetRange.upperBound)
    }

    private func appendPath(_ value: RequestValue, to result: inout [UInt8]) {
        let path = path
        let slash = UInt8(ascii: "/")
        let name = path.lastIndex(of: slash).map { $0 + 1 } ?? 0
        switch value {
        case .fileName: result += path[name...]
        case .folder: result += path[..<name]
        case .pathSegment(let index):
            let segments = path.split(separator: slash)
            if segments.indices.contains(index) { result += segments[index] }
        default: result += path
        }
    }

    private var port: Int {
        request.fields.portOfAuthority(in: request.authorityRange) ?? (record.isSecure ? 443 : 80)
    }

    private func cookie(_ name: [UInt8]) -> [UInt8]? {
        for index in 0..<request.fields.count where request.fields.lines[index].name == .cookie {
            let line = request.fields.arrayOfValue(at: index)
            for pair in line.split(separator: UInt8(ascii: ";")) {
                let text = pair.drop { $0 == ASCII.space }
                if text.starts(with: name + [UInt8(ascii: "=")]) { return Array(text.dropFirst(name.count + 1)) }
            }
        }
        return nil
    }

    private func label(_ index: Int) -> [UInt8] {
        let labels = bytes(request.hostRange).split(separator: UInt8(ascii: "."))
        guard index < labels.count else { return [] }
        return Array(labels[labels.count - 1 - index])
    }

    private func capture(_ name: String, _ group: Int) -> [UInt8] {
        guard let found = state?.captures.last(where: { name.isEmpty || $0.name == name }),
            found.groups.indices.contains(group)
        else { return [] }
        return found.groups[group]
    }
}
