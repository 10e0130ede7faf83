internal import COpenSSL

/// A public key on P-256 as JSON (RFC 7517, RFC 7518 §6.2).
struct JSONWebKey: Codable, Equatable, Sendable {
    var crv = "P-256"
    var kty = "EC"
    var x: String
    var y: String

    init(_ key: PrivateKey) throws(CertificateError) {
        let point = try key.publicPoint()
        x = Base64URL.encode(point.x)
        y = Base64URL.encode(point.y)
    }

    /// What a challenge ties to the account (RFC 8555 §8.1, RFC 7638).
    var thumbprint: String { Base64URL.encode(Digest.sha256(JSONText.encode(self))) }
}

/// A signed message (RFC 7515 §7.2.2, flattened), as ACME servers are sent everything.
enum JSONWebSignature {
    /// Who speaks: a key that no account is known for yet, or an account.
    enum Identity: Sendable {
        case key(JSONWebKey)
        case account(String)
    }

    private struct Header: Encodable {
        var alg: String
        var jwk: JSONWebKey?
        var kid: String?
        var nonce: String?
        var url: String
    }

    private struct Message: Codable {
        var protected: String
        var payload: String
        var signature: String
    }

    /// - Parameter payload: `nil` for a POST that is a GET (RFC 8555 §6.3).
    static func sign(
        _ payload: [UInt8]?, to url: String, nonce: String, as identity: Identity, with key: PrivateKey
    ) throws(CertificateError) -> [UInt8] {
        var header = Header(alg: "ES256", nonce: nonce, url: url)
        switch identity {
        case .key(let key): header.jwk = key
        case .account(let address): header.kid = address
        }
        let protected = Base64URL.encode(JSONText.encode(header))
        let encoded = Base64URL.encode(payload ?? [])
        let signature = try key.signES256(Array("\(protected).\(encoded)".utf8))
        return JSONText.encode(
            Message(protected: protected, payload: encoded, signature: Base64URL.encode(signature)))
    }

    /// Ties a new account to one that the CA knows: our key, signed with its secret (RFC 8555 §7.3.4).
    static func bind(_ key: JSONWebKey, to binding: AccountBinding, url: String) -> some Encodable & Sendable {
        let protected = Base64URL.encode(JSONText.encode(Header(alg: "HS256", kid: binding.keyIdentifier, url: url)))
        let payload = Base64URL.encode(JSONText.encode(key))
        let signature = MessageCode.sha256(Array("\(protected).\(payload)".utf8), key: binding.key)
        return Message(protected: protected, payload: payload, signature: Base64URL.encode(signature))
    }
}

/// HMAC (RFC 2104).
enum MessageCode {
    static func sha256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        unsafe HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &code, &count)
        return code
    }
}
