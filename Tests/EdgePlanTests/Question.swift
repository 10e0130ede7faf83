import TestSupport
import Testing

/// What a comment of an example says of it: `# GET /x gives 200 words` means that the answer has this status, and these words in
/// its head or body; 0 is no answer at all. `https://name/x` asks another site than chat.example.com, and `with NAME: VALUE`
/// sends a field along.
struct Question {
    let method: String
    let host: String
    let target: String
    let field: String?
    let status: Int
    let words: String

    static func all(in text: String) -> [Question] { text.split(separator: "\n").compactMap { Question(String($0)) } }

    private init?(_ line: String) {
        guard let match = line.firstMatch(of: /^\s*# ([A-Z]+) (?:https?:\/\/([^ \/]+))?(\S+)(?: with (.+?))? gives (\d+) ?(.*)$/),
            let status = Int(match.5)
        else { return nil }
        (method, host, target) = (String(match.1), match.2.map(String.init) ?? "chat.example.com", String(match.3))
        (field, self.status, words) = (match.4.map(String.init), status, String(match.6))
    }

    /// Asks on a connection of its own.
    func ask(_ edge: TestEdge) {
        let client = edge.connect()
        let length = method == "POST" && field?.hasPrefix("Content-Length") != true ? "Content-Length: 0" : nil
        let lines = ["\(method) \(target) HTTP/1.1", "Host: \(host)", field, length].compactMap { $0 }
        client.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        let answer = client.readResponse(to: method)
        #expect(answer?.status ?? 0 == status, "\(method) \(host)\(target)")
        let whole = "\(answer?.head ?? "")\r\n\r\n\(answer?.text ?? "")"
        #expect(words.isEmpty || whole.contains(words), "\(method) \(host)\(target): \(whole)")
    }
}
