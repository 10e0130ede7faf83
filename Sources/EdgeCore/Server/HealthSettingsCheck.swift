/// Looks for values of health checks and retries that cannot work.
enum HealthSettingsCheck {
    static func check(_ group: UpstreamGroup, field: String) throws {
        let times = [
            ("probeInterval", group.probeInterval), ("health.interval", group.health?.interval),
            ("health.timeout", group.health?.timeout), ("passiveHealth.failDuration", group.passiveHealth?.failDuration),
        ]
        for case (let name, let time?) in times where time <= .zero {
            throw ConfigurationError(field: "\(field).\(name)", message: "\(time) is not positive")
        }
        let counts = [
            ("health.passes", group.health?.passes), ("health.fails", group.health?.fails),
            ("passiveHealth.maxFails", group.passiveHealth?.maxFails),
        ]
        for case (let name, let count?) in counts where count < 1 {
            throw ConfigurationError(field: "\(field).\(name)", message: "\(count) is not positive")
        }
        if group.retries < 0 {
            throw ConfigurationError(field: "\(field).retries", message: "\(group.retries) is negative")
        }
        if let time = group.slowStart, time < .zero {
            throw ConfigurationError(field: "\(field).slowStart", message: "\(time) is negative")
        }
        if let health = group.health { try check(health, field: "\(field).health") }
    }

    private static func check(_ health: HealthCheck, field: String) throws {
        guard health.target.hasPrefix("/"), health.target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ConfigurationError(field: "\(field).target", message: "\"\(health.target)\" is no path that begins with /")
        }
        guard !health.method.isEmpty, health.method.utf8.allSatisfy(ASCII.isToken) else {
            throw ConfigurationError(field: "\(field).method", message: "\"\(health.method)\" is no method")
        }
        if let port = health.port, !(1...65535).contains(port) {
            throw ConfigurationError(field: "\(field).port", message: "\(port) is not between 1 and 65535")
        }
        for (index, line) in health.fields.enumerated() {
            guard !line.name.isEmpty, line.name.utf8.allSatisfy(ASCII.isToken), line.value.utf8.allSatisfy(ASCII.isFieldValue)
            else { throw ConfigurationError(field: "\(field).fields[\(index)]", message: "\(line.name) is no field") }
        }
    }
}
