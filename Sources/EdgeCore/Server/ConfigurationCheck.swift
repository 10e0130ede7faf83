/// Looks for values that cannot work, before anything is touched.
package enum ConfigurationCheck {
    package static func check(_ configuration: EdgeServer.Configuration) throws {
        try checkListeners(configuration.listeners)
        try checkSites(configuration.sites)
        if let workers = configuration.workers, !(1...256).contains(workers) {
            throw ConfigurationError(field: "workers", message: "\(workers) is not between 1 and 256")
        }
        try checkLimits(configuration.limits)
        try checkTimeouts(configuration.timeouts)
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
            if let bytes = site.bodyBytes, bytes < 0 {
                throw ConfigurationError(field: "sites[\(index)].bodyBytes", message: "\(bytes) is negative")
            }
            for (number, route) in site.routes.enumerated() {
                let field = "sites[\(index)].routes[\(number)]"
                if let prefix = route.pathPrefix, !prefix.isEmpty, !prefix.hasPrefix("/") {
                    throw ConfigurationError(field: "\(field).pathPrefix", message: "\"\(prefix)\" does not begin with /")
                }
                try check(route.action, field: field)
            }
        }
    }

    private static func check(_ action: Route.Action, field: String) throws {
        switch action {
        case .proxy(let group):
            try check(group, field: field)
        case .redirectToHTTPS(let port):
            guard (1...65535).contains(port) else {
                throw ConfigurationError(field: field, message: "port \(port) is not between 1 and 65535")
            }
        case .respond(let status, _, let contentType):
            guard (200...599).contains(status) else {
                throw ConfigurationError(field: field, message: "status \(status) is not between 200 and 599")
            }
            try check(.set(name: "Content-Type", value: contentType), field: field)
        case .redirect(let status, let location):
            guard (300...399).contains(status) else {
                throw ConfigurationError(field: field, message: "status \(status) is not between 300 and 399")
            }
            try check(.set(name: "Location", value: location), field: field)
        case .handle: break
        }
    }

    private static func check(_ group: UpstreamGroup, field: String) throws {
        guard !group.peers.isEmpty else {
            throw ConfigurationError(field: "\(field).peers", message: "a group of upstreams needs at least one")
        }
        for (index, peer) in group.peers.enumerated() { try check(peer, field: "\(field).peers[\(index)]") }
        let edits = [("requestEdits", group.requestEdits), ("responseEdits", group.responseEdits)]
        for (name, edits) in edits {
            for (index, edit) in edits.enumerated() { try check(edit, field: "\(field).\(name)[\(index)]") }
        }
        let timeouts = [
            ("connectTimeout", group.connectTimeout), ("responseHeadTimeout", group.responseHeadTimeout),
            ("holdTimeout", group.holdTimeout),
        ]
        for case (let name, let timeout?) in timeouts where timeout < .zero {
            throw ConfigurationError(field: "\(field).\(name)", message: "\(timeout) is negative")
        }
    }

    /// What goes into heads has to be made of the bytes that heads are made of (RFC 9110 §5).
    private static func check(_ edit: FieldEdit, field: String) throws {
        let (name, value) =
            switch edit {
            case .set(let name, let value), .add(let name, let value): (name, value)
            case .remove(let name): (name, "")
            }
        guard !name.isEmpty, name.utf8.count < 256, name.utf8.allSatisfy(ASCII.isToken) else {
            throw ConfigurationError(field: field, message: "\"\(name)\" is no field name")
        }
        guard value.utf8.allSatisfy(ASCII.isFieldValue) else {
            throw ConfigurationError(field: field, message: "the value of \(name) has control characters")
        }
    }

    private static func check(_ peer: UpstreamAddress, field: String) throws {
        switch peer {
        case .tcp(let host, let port):
            guard !host.isEmpty, (1...65535).contains(port) else {
                throw ConfigurationError(field: field, message: "\"\(peer)\" is no host and port, as localhost:8080 is")
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
            ("fieldCount", limits.fieldCount), ("trailerBytes", limits.trailerBytes), ("bodyBytes", limits.bodyBytes),
            ("chunkLineBytes", limits.chunkLineBytes), ("unsentBytes", limits.unsentBytes),
            ("proxyHeaderBytes", limits.proxyHeaderBytes),
        ]
        for (name, value) in positive where value < 1 {
            throw ConfigurationError(field: "limits.\(name)", message: "\(value) is not positive")
        }
        let notNegative = [
            ("heldRequests", limits.heldRequests), ("idleUpstreamConnections", limits.idleUpstreamConnections),
            ("lingerBytes", limits.lingerBytes), ("interimResponses", limits.interimResponses),
            ("logQueueLines", limits.logQueueLines),
            ("connections", limits.connections), ("connectionsPerClient", limits.connectionsPerClient),
            ("handshakes", limits.handshakes), ("webSockets", limits.webSockets),
            ("webSocketsPerClient", limits.webSocketsPerClient),
            ("minimumBytesPerSecond", limits.minimumBytesPerSecond),
        ]
        for (name, value) in notNegative where value < 0 {
            throw ConfigurationError(field: "limits.\(name)", message: "\(value) is negative")
        }
        // A header is looked at before it is taken, in the worker's scratch.
        guard limits.proxyHeaderBytes <= 32 * 1024 else {
            throw ConfigurationError(field: "limits.proxyHeaderBytes", message: "\(limits.proxyHeaderBytes) is more than 32 KiB")
        }
        // Offsets inside a head have 32 bits; what is larger by far is a slip of units.
        for (name, value) in [("headBytes", limits.headBytes), ("trailerBytes", limits.trailerBytes)]
        where value > 16 * 1024 * 1024 {
            throw ConfigurationError(field: "limits.\(name)", message: "\(value) is more than 16 MiB")
        }
    }

    /// A wait of nothing makes some steps impossible; elsewhere it means not to wait.
    private static func checkTimeouts(_ timeouts: Timeouts) throws {
        let positive = [
            ("readHead", timeouts.readHead), ("readBody", timeouts.readBody), ("write", timeouts.write),
            ("connect", timeouts.connect), ("responseHead", timeouts.responseHead),
            ("minimumRateWindow", timeouts.minimumRateWindow), ("probe", timeouts.probe),
        ]
        for (name, value) in positive where value <= .zero {
            throw ConfigurationError(field: "timeouts.\(name)", message: "\(value) is not positive")
        }
        let notNegative = [
            ("idle", timeouts.idle), ("hold", timeouts.hold), ("upstreamIdle", timeouts.upstreamIdle),
            ("linger", timeouts.linger), ("grace", timeouts.grace),
            ("drainWindow", timeouts.drainWindow), ("slowStart", timeouts.slowStart),
        ]
        for (name, value) in notNegative where value < .zero {
            throw ConfigurationError(field: "timeouts.\(name)", message: "\(value) is negative")
        }
    }
}
