internal import EdgeCore
internal import Edgefile

/// Turns `basic_auth` into what a worker asks for, and says which hashes it could not verify.
struct AuthenticationPlanner {
    private let findings: Findings

    init(_ findings: Findings) { self.findings = findings }

    func authentication(_ auth: BasicAuth) -> BasicAuthentication {
        if let algorithm = auth.algorithm, algorithm.value != "bcrypt" {
            findings.error(
                at: algorithm.location, "`\(algorithm.value)` is not verified here",
                help: "make bcrypt hashes with `edge hash-password`")
        }
        for user in auth.users {
            if user.name.contains(":") {
                findings.error(at: user.location, "a name with a colon in it could never log in (RFC 7617)")
            }
            if let objection = PasswordHash.objection(to: user.hash) {
                findings.error(
                    at: user.location, "the hash of \(user.name): \(objection)", help: "make one with `edge hash-password`")
            }
        }
        let users = auth.users.map { ($0.name, $0.hash) }
        return BasicAuthentication(
            realm: auth.realm?.value ?? "restricted", users: Dictionary(users, uniquingKeysWith: { first, _ in first }))
    }
}
