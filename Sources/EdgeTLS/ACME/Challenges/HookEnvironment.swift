import Glibc

/// What a hook sees of our environment: everything, because that is where operators put the tokens of their DNS provider.
enum HookEnvironment {
    static var searchPath: String { unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin" }

    static var variables: [String] {
        var found: [String] = []
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let variable = unsafe String(cString: text)
            if !variable.hasPrefix("PATH=") { found.append(variable) }
            unsafe entry += 1
        }
        return found
    }
}
