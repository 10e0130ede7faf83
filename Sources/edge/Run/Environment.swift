import Glibc

/// The process's environment variables; empty ones count as not set.
struct Environment: Sendable {
    private let lookUp: @Sendable (String) -> String?

    init(_ lookUp: @escaping @Sendable (String) -> String?) { self.lookUp = lookUp }

    static let process = Environment { name in unsafe getenv(name).map { unsafe String(cString: $0) } }

    subscript(name: String) -> String? {
        guard let value = lookUp(name), !value.isEmpty else { return nil }
        return value
    }
}
