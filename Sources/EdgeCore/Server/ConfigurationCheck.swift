/// Looks for values that cannot work, before anything is touched.
package enum ConfigurationCheck {
    package static func check(_ configuration: EdgeServer.Configuration) throws {
        try checkListeners(configuration.listeners)
        try checkSites(configuration.sites)
        if let workers = configuration.workers, !(1...256).contains(workers) {
            throw ConfigurationError(field: "workers", message: "\(workers) is not between 1 and 256")
        }
        try checkLimits(configuration.limits)
    }

    private static func checkListeners(_ listeners: [Listener]) throws {
        guard !listeners.isEmpty else {
            throw ConfigurationError(field: "listeners", message: "at least one is needed")
        }
        for (index, listener) in listeners.enumerated() {
            let field = "listeners[\(index)].address"
            guard (0...65535).contains(listener.address.port) else {
                throw ConfigurationError(field: field, message: "port \(listener.address.port) is not between 0 and 65535")
            }
            if let host = listener.address.host, SocketAddress(literal: host) == nil {
                throw ConfigurationError(field: field, message: "\"\(host)\" is no literal IPv4 or IPv6 address")
            }
            if listener.address.port != 0, listeners[..<index].contains(where: { $0.address == listener.address }) {
                throw ConfigurationError(field: field, message: "\(listener.address) is there twice")
            }
        }
    }

    private static func checkSites(_ sites: [Site]) throws {
        for (index, site) in sites.enumerated() {
            for (number, route) in site.routes.enumerated() {
                guard case .proxy(let group) = route.action else { continue }
                let field = "sites[\(index)].routes[\(number)]"
                guard !group.peers.isEmpty else {
                    throw ConfigurationError(field: field, message: "a group of upstreams needs at least one")
                }
                for peer in group.peers { try check(peer, field: field) }
            }
        }
    }

    private static func check(_ peer: UpstreamAddress, field: String) throws {
        switch peer {
        case .tcp(let host, let port):
            guard !host.isEmpty, (1...65535).contains(port) else {
                throw ConfigurationError(field: field, message: "\"\(peer)\" is no host and port")
            }
        case .unix(let path):
            guard !path.isEmpty, path.utf8.count <= SocketAddress.longestPath else {
                throw ConfigurationError(
                    field: field, message: "the socket's path has to have 1 to \(SocketAddress.longestPath) bytes")
            }
        }
    }

    private static func checkLimits(_ limits: Limits) throws {
        let positive = [
            ("headBytes", limits.headBytes), ("requestLineBytes", limits.requestLineBytes),
            ("fieldCount", limits.fieldCount), ("bodyBytes", limits.bodyBytes), ("unsentBytes", limits.unsentBytes),
        ]
        for (name, value) in positive where value < 1 {
            throw ConfigurationError(field: "limits.\(name)", message: "\(value) is not positive")
        }
    }
}
