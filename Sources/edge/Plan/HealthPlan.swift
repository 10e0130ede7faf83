internal import EdgeCore
internal import Edgefile

/// What a `reverse_proxy` says of health, retries and waiting, as its group of upstreams has it.
struct HealthPlan {
    let proxy: ReverseProxy
    let findings: Findings

    func apply(to group: inout UpstreamGroup) {
        group.probeInterval = positive(proxy.tryInterval, "lb_try_interval")
        group.slowStart = proxy.slowStart?.value
        if let retries = proxy.retries?.value { group.retries = retries }
        group.health = active()
        group.passiveHealth = passive()
    }

    private func active() -> EdgeCore.HealthCheck? {
        let settings = proxy.health
        guard let target = settings.uri else {
            needs("health_uri", [
                ("health_port", settings.port?.location), ("health_interval", settings.interval?.location),
                ("health_timeout", settings.timeout?.location), ("health_status", settings.status?.location),
                ("health_body", settings.body?.location), ("health_method", settings.method?.location),
                ("health_passes", settings.passes?.location), ("health_fails", settings.fails?.location),
                ("health_headers", settings.headers.first?.location),
            ], usage: "health_uri /api/health")
            return nil
        }
        if !target.value.hasPrefix("/") {
            findings.error(
                at: target.location, "health_uri is a path that begins with /", help: "for example: health_uri /api/health")
        }
        var check = EdgeCore.HealthCheck(target.value)
        check.port = settings.port?.value
        if let interval = positive(settings.interval, "health_interval") { check.interval = interval }
        if let timeout = positive(settings.timeout, "health_timeout") { check.timeout = timeout }
        if let status = settings.status?.value { check.statuses = Self.range(status) }
        if let method = settings.method?.value { check.method = method }
        if let passes = atLeastOne(settings.passes, "health_passes") { check.passes = passes }
        if let fails = atLeastOne(settings.fails, "health_fails") { check.fails = fails }
        check.body = body(settings.body)
        check.fields = settings.headers.compactMap(field)
        return check
    }

    /// A check belongs to no request: there is nothing for placeholders to stand for.
    private func field(_ edit: HeaderEdit) -> EdgeCore.HealthCheck.Field? {
        switch edit.operation {
        case .set(let value), .add(let value):
            if let text = value.literal { return .init(name: edit.name, value: text) }
            findings.error(at: value.location, "health_headers takes no placeholders")
        case .setDefault, .remove, .replace:
            findings.error(at: edit.location, "health_headers holds names and values", help: "for example: Host chat.example.com")
        }
        return nil
    }

    /// A text, where Caddy takes a pattern: one that looks like a pattern would never be found.
    private func body(_ text: Located<String>?) -> String? {
        guard let text else { return nil }
        if text.value.contains(where: { "*+?|^$()[]\\".contains($0) }) {
            findings.error(
                at: text.location, "health_body is a text that has to be in the answer, not a pattern",
                help: #"for example: health_body "\"status\":\"ok\"""#)
        }
        return text.value
    }

    private func passive() -> EdgeCore.PassiveHealth? {
        let settings = proxy.passive
        guard let duration = positive(settings.failDuration, "fail_duration") else {
            needs("fail_duration", [
                ("max_fails", settings.maxFails?.location), ("unhealthy_status", settings.unhealthyStatus.first?.location),
                ("unhealthy_latency", settings.unhealthyLatency?.location),
            ], usage: "fail_duration 30s")
            return nil
        }
        var passive = EdgeCore.PassiveHealth(failDuration: duration)
        if let fails = atLeastOne(settings.maxFails, "max_fails") { passive.maxFails = fails }
        passive.unhealthyStatuses = settings.unhealthyStatus.map { Self.range($0.value) }
        passive.unhealthyLatency = settings.unhealthyLatency?.value
        return passive
    }

    private static func range(_ pattern: StatusPattern) -> ClosedRange<Int> {
        switch pattern {
        case .code(let code): code...code
        case .family(let digit): digit * 100...digit * 100 + 99
        }
    }

    private func positive(_ duration: Located<Duration>?, _ name: String) -> Duration? {
        guard let duration else { return nil }
        if duration.value <= .zero { findings.error(at: duration.location, "\(name) has to be longer than nothing") }
        return duration.value
    }

    private func atLeastOne(_ count: Located<Int>?, _ name: String) -> Int? {
        guard let count else { return nil }
        if count.value < 1 { findings.error(at: count.location, "\(name) has to be 1 or more") }
        return max(1, count.value)
    }

    /// What does nothing without another setting is an error, not a wish that nobody hears.
    private func needs(_ other: String, _ settings: [(name: String, location: SourceLocation?)], usage: String) {
        for case (let name, let location?) in settings {
            findings.error(at: location, "\(name) does nothing without \(other)", help: "add a line: \(usage)")
        }
    }
}
