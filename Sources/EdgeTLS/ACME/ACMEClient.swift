import EdgeCore

/// Speaks with one ACME server as one account (RFC 8555): signs, keeps nonces, repeats what a stale nonce has spoilt.
actor ACMEClient {
    let authority: ACMEAuthority
    private let http: ControlClient
    private let executor: BlockingExecutor
    private let account: ACMEAccountFiles
    private var directory: ACMEDirectory?
    private var nonces: [String] = []
    private var identity: ACMEAccount?
    private var opening: Task<ACMEAccount, any Error>?

    /// Seconds for one request, handshake and all: CAs answer in less than one, and some while they are busy in ten.
    private static let patience = 30
    /// How often a request is sent again for its nonce: a CA that rejects every other one still gets an answer.
    private static let nonceTries = 12
    private static let keptNonces = 16
    /// Between two looks whether another edge on the same folder has opened the account.
    private static let lockInterval = Duration.milliseconds(100)

    init(_ authority: ACMEAuthority, http: ControlClient, storage: CertificateStorage, executor: BlockingExecutor) {
        self.authority = authority
        self.http = http
        self.executor = executor
        account = ACMEAccountFiles(authority: authority.name, storage: storage)
    }

    // MARK: The directory

    func currentDirectory() async throws -> ACMEDirectory {
        if let directory { return directory }
        let response = try await send(ClientRequest(address: try address(authority.directory)), "asking for its directory")
        guard response.status == 200, let read = JSONText.decode(ACMEDirectory.self, from: response.body) else {
            throw ACMEError(
                "\(authority.directory) answered \(response.status) with something that is no ACME directory; "
                    + "is the address behind acme_ca right?", retryAfter: response.retryAfter)
        }
        try check(read)
        directory = read
        return read
    }

    private func check(_ directory: ACMEDirectory) throws {
        if directory.meta?.externalAccountRequired == true, authority.binding == nil {
            throw ACMEError(
                "\(authority.name) wants an account of its own: get a key from it and write acme_eab")
        }
        guard let profile = authority.profile, let known = directory.meta?.profiles, known[profile] == nil else { return }
        let names = known.keys.sorted().joined(separator: ", ")
        throw ACMEError("\(authority.name) has no profile \(profile); it has \(names)")
    }

    // MARK: Requests

    /// A signed request, as the account.
    ///
    /// - Parameter payload: `nil` for a POST that is a GET.
    /// - Returns: a response below 400.
    func post(_ payload: [UInt8]?, to url: String, while context: String) async throws -> ClientResponse {
        let account = try await openAccount()
        do {
            return try await post(payload, to: url, as: .account(account.address), with: account.key, while: context)
        } catch let error as ACMEError where error.isAboutAccount {
            // A CA that came back without its memory: the key is as good as ever, the account is made anew, once.
            try await forgetAccount()
            throw error
        }
    }

    /// A plain GET, for what needs no account (RFC 9773 §4.1).
    func get(_ url: String, while context: String) async throws -> ClientResponse {
        try await send(ClientRequest(address: try address(url)), context)
    }

    private func post(
        _ payload: [UInt8]?, to url: String, as identity: JSONWebSignature.Identity, with key: PrivateKey,
        while context: String
    ) async throws -> ClientResponse {
        var last: ACMEProblem?
        for _ in 0..<Self.nonceTries {
            let nonce = try await takeNonce()
            let body = try JSONWebSignature.sign(payload, to: url, nonce: nonce, as: identity, with: key)
            var request = ClientRequest(method: "POST", address: try address(url), body: body)
            request.fields = [("Content-Type", "application/jose+json")]
            let response = try await send(request, context)
            guard response.status >= 400 else { return response }
            let problem =
                JSONText.decode(ACMEProblem.self, from: response.body)
                ?? ACMEProblem(type: "status \(response.status)", detail: "it answered \(response.status)")
            guard problem.kind == "badNonce" else {
                throw ProblemText.error(problem, while: context, retryAfter: response.retryAfter)
            }
            last = problem
        }
        throw ProblemText.error(last ?? ACMEProblem(type: "badNonce", detail: ""), while: context)
    }

    private func takeNonce() async throws -> String {
        if let nonce = nonces.popLast() { return nonce }
        let directory = try await currentDirectory()
        let request = ClientRequest(method: "HEAD", address: try address(directory.newNonce))
        let response = try await send(request, "asking for a nonce")
        // `send` has kept it.
        guard let nonce = nonces.popLast() else {
            throw ACMEError("\(authority.name) gave no nonce (status \(response.status))", retryAfter: response.retryAfter)
        }
        return nonce
    }

    private func send(_ request: ClientRequest, _ context: String) async throws -> ClientResponse {
        var request = request
        request.fields.append(("User-Agent", "edge ACME client"))
        do {
            let response = try await http.send(request, within: Self.patience, on: executor)
            if let nonce = response["replay-nonce"], nonces.count < Self.keptNonces { nonces.append(nonce) }
            return response
        } catch let error as ClientError {
            try Task.checkCancellation()
            throw ACMEError("\(authority.name) could not be reached while \(context): \(error)")
        }
    }

    private func address(_ text: String) throws -> WebAddress {
        guard let address = WebAddress(text) else {
            throw ACMEError("\(LogText.escaped(text)) is no web address of an ACME server; is acme_ca right?")
        }
        return address
    }

    // MARK: The account

    /// What challenges are answered with.
    func thumbprint() async throws -> String { try JSONWebKey(await openAccount().key).thumbprint }

    /// The account of our key: the one that is kept, or a new one. Whoever comes meanwhile waits for the same.
    private func openAccount() async throws -> ACMEAccount {
        if let identity { return identity }
        if let opening { return try await opening.value }
        let task = Task { try await makeAccount() }
        opening = task
        defer { opening = nil }
        let account = try await task.value
        identity = account
        return account
    }

    private func makeAccount() async throws -> ACMEAccount {
        let account = account
        while true {
            guard let lock = try await executor.run({ try account.tryLock() }) else {
                try await Task.sleep(for: Self.lockInterval)
                continue
            }
            defer { withExtendedLifetime(lock) {} }
            return try await makeAccountAlone()
        }
    }

    private func makeAccountAlone() async throws -> ACMEAccount {
        let (account, contact) = (account, authority.email)
        let kept = try await executor.run { try account.load() }
        let key = try kept?.key ?? PrivateKey.generate()
        if let kept, let address = kept.address {
            let opened = ACMEAccount(key: key, address: address)
            if kept.contact != contact { try await update(opened, contact: contact) }
            return opened
        }
        // The key is safe before the CA knows it: an account whose key is lost is lost.
        if kept == nil { try await executor.run { try account.save(key) } }
        let address = try await register(key)
        try await executor.run { try account.save(address, contact: contact) }
        return ACMEAccount(key: key, address: address)
    }

    private func register(_ key: PrivateKey) async throws -> String {
        let directory = try await currentDirectory()
        let publicKey = try JSONWebKey(key)
        let binding = authority.binding.map { JSONWebSignature.bind(publicKey, to: $0, url: directory.newAccount) }
        let payload = NewAccount(contact: Self.contacts(authority.email), binding: binding)
        let response = try await post(
            JSONText.encode(payload), to: directory.newAccount, as: .key(publicKey), with: key,
            while: "making an account")
        guard let address = response["location"] else { throw ACMEError("\(authority.name) told no address of the account") }
        return address
    }

    private func update(_ opened: ACMEAccount, contact: String?) async throws {
        _ = try await post(
            JSONText.encode(["contact": Self.contacts(contact) ?? []]), to: opened.address,
            as: .account(opened.address), with: opened.key, while: "changing the contact of the account")
        let account = account
        try await executor.run { try account.save(opened.address, contact: contact) }
    }

    private func forgetAccount() async throws {
        identity = nil
        let account = account
        try await executor.run { try account.forget() }
    }

    private static func contacts(_ email: String?) -> [String]? { email.map { ["mailto:\($0)"] } }

    /// RFC 8555 §7.3.
    private struct NewAccount<Binding: Encodable>: Encodable {
        var termsOfServiceAgreed = true
        var contact: [String]?
        var binding: Binding?

        enum CodingKeys: String, CodingKey {
            case termsOfServiceAgreed, contact
            case binding = "externalAccountBinding"
        }
    }
}

/// An account that is open.
struct ACMEAccount: Sendable {
    let key: PrivateKey
    /// The CA's address for it, which signs requests (`kid`).
    let address: String
}
