internal import COpenSSL
import EdgeCore

/// Why a handshake failed, for the log: what the peer did, in words. Pure.
enum HandshakePhrase {
    enum Peer: String { case client, server }

    /// What is known about the failure.
    struct Failure {
        var peer: Peer
        var error: OpenSSLError?
        /// Our own reason, where it was we who refused.
        var refusal: String?
        var hasEnded = false
        var wireError: IOError?
        /// OpenSSL's words for why the server's certificate was not believed.
        var verification: String?
        var offeredNoSharedProtocol = false
    }

    static func text(for failure: Failure) -> String {
        if let refusal = failure.refusal { return refusal }
        if let words = failure.verification { return "the server's certificate was not believed: \(words)" }
        if let error = failure.error, error.library == Int32(ERR_LIB_SSL), !isPlainEnd(error) {
            return text(for: error, of: failure)
        }
        if failure.hasEnded { return "\(failure.peer) closed the connection during the handshake" }
        if let error = failure.wireError { return "the connection broke during the handshake: \(error.text)" }
        return "the handshake failed: \(failure.error?.text ?? "no reason given")"
    }

    private static func isPlainEnd(_ error: OpenSSLError) -> Bool { error.reason == SSL_R_UNEXPECTED_EOF_WHILE_READING }

    private static func text(for error: OpenSSLError, of failure: Failure) -> String {
        let peer = failure.peer.rawValue
        if error.reason > SSL_AD_REASON_OFFSET {
            return "\(peer) refused: \(alert(error.reason - SSL_AD_REASON_OFFSET))"
        }
        switch error.reason {
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_UNKNOWN_PROTOCOL:
            return "\(peer) offered no protocol version from 1.2 on"
        case SSL_R_NO_SHARED_CIPHER: return "\(peer) offered no cipher that is taken here, or none for the kind of key"
        case SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SUITABLE_GROUPS, SSL_R_NO_SHARED_GROUPS:
            return "\(peer) offered no group for the key exchange that is taken here"
        case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
            return "\(peer) can verify no signature that our key makes"
        case SSL_R_NO_APPLICATION_PROTOCOL: return "\(peer) offered no application protocol that is spoken here"
        case SSL_R_HTTP_REQUEST: return "\(peer) sent plain HTTP to a port that speaks TLS"
        case SSL_R_HTTPS_PROXY_REQUEST: return "\(peer) sent a CONNECT request to a port that speaks TLS"
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_UNEXPECTED_MESSAGE, SSL_R_BAD_RECORD_TYPE:
            return failure.offeredNoSharedProtocol
                ? "\(peer) offered no application protocol that is spoken here" : "\(peer) does not speak TLS"
        case SSL_R_INAPPROPRIATE_FALLBACK: return "\(peer) fell back to an older version without need"
        default: return "the handshake with the \(peer) failed: \(error.text)"
        }
    }

    /// The meaning of an alert (RFC 8446 §6.2) for who reads a server's log.
    private static func alert(_ code: Int32) -> String {
        switch code {
        case SSL_AD_UNKNOWN_CA: "it does not know the authority of our certificate"
        case SSL_AD_CERTIFICATE_UNKNOWN, SSL_AD_BAD_CERTIFICATE: "it does not accept our certificate"
        case SSL_AD_CERTIFICATE_EXPIRED: "to it our certificate has expired; one of the clocks may be wrong"
        case SSL_AD_UNRECOGNIZED_NAME: "it has no site of that name"
        case SSL_AD_PROTOCOL_VERSION: "no protocol version in common"
        case SSL_AD_HANDSHAKE_FAILURE, SSL_AD_INSUFFICIENT_SECURITY:
            "nothing in common, or a client certificate is missing"
        case SSL_AD_NO_APPLICATION_PROTOCOL: "no application protocol in common"
        case SSL_AD_USER_CANCELLED, SSL_AD_CLOSE_NOTIFY: "it gave the handshake up"
        default: "alert \(code)"
        }
    }
}
