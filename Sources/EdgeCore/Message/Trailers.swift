/// What may not stand in a trailer section, whoever sent it (RFC 9110 §6.5.1): framing, routing, and what changes how the
/// message before it is understood.
package enum Trailers {
    package static func dropForbidden(_ trailers: inout FieldSection) {
        for index in 0..<trailers.count {
            switch trailers.lines[index].name {
            case .other, .date, .via, .server, .userAgent, .accept, .retryAfter: break
            default: trailers.drop(at: index)
            }
        }
    }
}
