internal import EdgeCore

/// The checks of the way between edge and chat server, from this machine.
struct Backyard {
    let target: DoctorTarget
    /// Where the site is.
    let addresses: [SocketAddress]

    /// Whom Chatalot believes when it is told a client's address; not configurable there.
    private static let believed = ["127.0.0.0/8", "::1", "172.17.0.0/16", "172.18.0.0/16", "172.19.0.0/24"].compactMap {
        AddressRange($0)
    }

    func findings() -> [Finding] {
        let parts = target.upstream.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else {
            return [.unknown("upstream", "\"\(target.upstream)\" is no host:port")]
        }
        return [exposure(port)] + subnet(String(parts[0]), port)
    }

    private func exposure(_ port: UInt16) -> Finding {
        let outside = addresses.filter { address in
            !address.isLoopback && !AddressRange.privateRanges.contains { $0.contains(address) }
        }
        guard !outside.isEmpty else { return .unknown("exposure", "the site has no public address here") }
        let open = outside.filter { (try? ProbeConnection(to: $0.with(port: port), name: target.host, provider: nil)) != nil }
        guard let first = open.first else {
            return .fine("exposure", "port \(port) is closed on the public addresses, as seen from here")
        }
        return .problem(
            "exposure", "\(first.host):\(port) is open to the world: passwords in clear, and made-up client addresses",
            do: "publish it as 127.0.0.1:\(port):\(port) in the compose file, or not at all")
    }

    private func subnet(_ host: String, _ port: UInt16) -> [Finding] {
        let addresses = host == "localhost" ? [.loopbackIPv4] : NameResolver.look(up: host)
        for address in addresses {
            guard let connection = try? ProbeConnection(to: address.with(port: port), name: host, provider: nil),
                let own = connection.localAddress
            else { continue }
            guard Self.believed.contains(where: { $0.contains(own) }) else {
                return [
                    .problem(
                        "subnet",
                        "the chat server sees the edge as \(own.host), whom it does not believe: all users share one limit",
                        do: "reach it by loopback or a unix socket, or pin the compose network to 172.18.0.0/16")
                ]
            }
            return [.fine("subnet", "the chat server sees the edge as \(own.host), and believes it")]
        }
        return [.unknown("subnet", "no chat server at \(target.upstream) from here; name it with --upstream")]
    }
}
