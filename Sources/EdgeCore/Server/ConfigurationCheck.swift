/// Looks for values that cannot work, before anything is touched.
package enum ConfigurationCheck {
    package static func check(_ configuration: EdgeServer.Configuration) throws {
        try checkListeners(configuration.listeners)
        try checkSites(configuration.sites)
        if let workers = configuration.workers, !(1...256).contains(workers) {
            throw ConfigurationError(field: "workers", message: "\(workers) is not between 1 and 256")
        }
        if let sampling = configuration.accessLog?.sampling { try checkSampling(sampling) }
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
            try RouteCheck.check(site.routes, field: "sites[\(index)].routes")
            try RouteCheck.check(site.errorRoutes, field: "sites[\(index)].errorRoutes", answersFailures: true)
        }
    }

    private static func checkSampling(_ sampling: LogSampling) throws {
        guard sampling.interval > .zero else {
            throw ConfigurationError(field: "accessLog.sampling.interval", message: "\(sampling.interval) is not positive")
        }
        guard sampling.first >= 0, sampling.thereafter >= 0 else {
            throw ConfigurationError(field: "accessLog.sampling", message: "a number of lines is negative")
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
        guard limits.workerUnsentBytes >= limits.unsentBytes else {
            throw ConfigurationError(
                field: "limits.workerUnsentBytes", message: "\(limits.workerUnsentBytes) is less than one connection may have")
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
