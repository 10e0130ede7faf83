internal import EdgeCore

/// The checks that ask the site something over HTTPS.
struct Outside {
    let target: DoctorTarget
    let address: SocketAddress
    let provider: any TransportProvider

    /// An address that is nobody's (RFC 5737), to see whether it is believed.
    private static let inventedAddress = "203.0.113.77"
    private static let uploadBytes = 1024 * 1024

    func findings(isTrusted: Bool) -> [Finding] {
        var findings = health(isTrusted: isTrusted)
        findings.append(webSocket())
        findings.append(upload())
        return findings
    }

    private func ask(
        _ method: String, _ path: String, fields: [String] = [], body: [UInt8] = []
    ) throws -> (answer: ProbeAnswer, milliseconds: Int) {
        let connection = try ProbeConnection(to: address, name: target.host, provider: provider)
        let began = ContinuousClock.now
        let lines = ["\(method) \(path) HTTP/1.1", "Host: \(target.authority)", "User-Agent: edge-doctor"] + fields
        try connection.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        let answer = try connection.readAnswer()
        return (answer, Int(began.duration(to: .now) / .milliseconds(1)))
    }

    // MARK: Health

    private func health(isTrusted: Bool) -> [Finding] {
        let names = ["CF-Connecting-IP", "X-Forwarded-For", "X-Real-IP", "True-Client-IP"]
        let claims = names.map { "\($0): \(Self.inventedAddress)" }
        do {
            let (answer, time) = try ask("GET", target.healthPath, fields: claims + ["Connection: close"])
            let judged = [judge(answer, time), spoof(answer), strictTransport(answer, isTrusted: isTrusted)]
            return judged + (Self.isChatalots(answer) ? [Self.suggestion] : [])
        } catch {
            return [.problem("health", "\(target.healthPath): \(error)", do: "see the log of the edge and of the chat server")]
        }
    }

    private func judge(_ answer: ProbeAnswer, _ time: Int) -> Finding {
        let plain = answer.body.filter { !$0.isWhitespace }
        switch answer.status {
        case 502, 503, 504:
            return .problem(
                "health", "\(answer.status): the edge is there, the chat server is not",
                do: "start the chat server; `edge status` shows which address it is looked for at")
        case 200 where plain.contains(#""status":"ok""#):
            return .fine("health", "\(target.healthPath) says ok, in \(time) ms")
        case 200 where plain.contains(#""status":"#):
            return .problem(
                "health", "the chat server says that it is not well: \(LogText.escaped(answer.body, limit: 200))",
                do: "see its log; `degraded` mostly means the database or the disk")
        case 200: return .unknown("health", "\(target.healthPath) answers 200 without a status: another program than Chatalot")
        default:
            return .warning(
                "health", "\(target.healthPath) answers \(answer.status)",
                do: "name the path with --health-path, or look whether the upstream is the chat server")
        }
    }

    /// Nobody else tells these about its health.
    private static func isChatalots(_ answer: ProbeAnswer) -> Bool {
        answer.status == 200 && ["status", "db_healthy", "uptime_secs"].allSatisfy { answer.body.contains("\"\($0)\"") }
    }

    /// Only suggested: what is in force is what the file says. From outside it cannot be seen.
    private static let suggestion = Finding(
        check: "backend", verdict: .fine, seen: "a Chatalot server",
        advice: "`preset chatalot` in the site's block, unless it is there already; `edge explain` prints what it sets")

    private func spoof(_ answer: ProbeAnswer) -> Finding {
        if ([answer.body] + answer.fields.map(\.value)).contains(where: { $0.contains(Self.inventedAddress) }) {
            return .problem(
                "spoofing", "an invented client address reached the backend",
                do: "put nothing in front that adds to X-Forwarded-For, and name only real proxies in trusted_proxies")
        }
        return .fine("spoofing", "an invented client address leaves no trace in the answer")
    }

    /// HSTS binds browsers for months: what is not right then cannot be clicked away.
    private func strictTransport(_ answer: ProbeAnswer, isTrusted: Bool) -> Finding {
        guard let value = answer["strict-transport-security"]?.lowercased() else {
            return .fine("hsts", "not set; nothing binds browsers")
        }
        if !isTrusted {
            return .problem(
                "hsts", "set, with a certificate that browsers refuse: visitors cannot click past it",
                do: "mend the certificate first; `max-age=0` takes HSTS back")
        }
        if value.contains("preload") || value.contains("includesubdomains") {
            return .warning(
                "hsts", value, do: "it binds every name below \(target.host), plain HTTP services too, and preloading for years")
        }
        return .fine("hsts", value)
    }

    // MARK: WebSocket and upload

    private func webSocket() -> Finding {
        let fields = [
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: ZWRnZS1kb2N0b3ItcHJvYg==", "Origin: https://\(target.authority)",
        ]
        do {
            let (answer, time) = try ask("GET", target.socketPath, fields: fields)
            switch answer.status {
            case 101: return .fine("websocket", "\(target.socketPath) is open after \(time) ms")
            case 401, 403:
                return .unknown(
                    "websocket", "\(target.socketPath) answers \(answer.status): the backend was asked and wants a log-in first")
            case 502, 503, 504:
                return .problem("websocket", "\(answer.status): the chat server is not there", do: "start it")
            default:
                return .problem(
                    "websocket", "blocked: \(target.socketPath) answers \(answer.status) to an upgrade",
                    do: "something in front (CDN, firewall, another proxy) drops the Upgrade field, or the path is another")
            }
        } catch {
            return .problem("websocket", "blocked: \(error)", do: "something in front ends connections that ask for an upgrade")
        }
    }

    private func upload() -> Finding {
        let fields = ["Content-Length: \(Self.uploadBytes)", "Content-Type: application/octet-stream", "Connection: close"]
        do {
            let body = [UInt8](repeating: 0x61, count: Self.uploadBytes)
            let (answer, time) = try ask("POST", target.uploadPath, fields: fields, body: body)
            if answer.status == 413 {
                return .problem("upload", "1 MiB is too much (413)", do: "raise max_body, here and in whatever is in front")
            }
            if answer.status >= 500 {
                return .problem(
                    "upload", "1 MiB is answered with \(answer.status)", do: "see the log of the edge: it names who is to blame")
            }
            return .fine("upload", "1 MiB is taken and answered (\(answer.status)) in \(time) ms")
        } catch {
            return .problem("upload", "1 MiB does not get through: \(error)", do: "see the log of the edge")
        }
    }
}
