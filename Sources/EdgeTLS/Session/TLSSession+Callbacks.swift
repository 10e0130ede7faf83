internal import COpenSSL
import EdgeCore

/// OpenSSL chooses the certificate before its ALPN callback runs, so both extensions are read here, from the raw hello.
func chooseForHello(
    _ ssl: OpaquePointer?, _ alert: UnsafeMutablePointer<Int32>?, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    guard let session = unsafe TLSSession.owner(of: ssl) else { return SSL_CLIENT_HELLO_ERROR }
    let named = unsafe helloExtension(ssl, TLSEXT_TYPE_server_name)
    let name = ClientHello.serverName(in: named)?.text
    let offered = unsafe helloExtension(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation)
    let protocols = ClientHello.protocols(in: offered)
    if session.choose(serverName: name, protocols: protocols) { return SSL_CLIENT_HELLO_SUCCESS }
    unsafe alert?.pointee = SSL_AD_UNRECOGNIZED_NAME
    return SSL_CLIENT_HELLO_ERROR
}

/// The bytes of an extension of the hello, empty when it is not there. They live as long as the callback that asks.
@_lifetime(immortal)
private func helloExtension(_ ssl: OpaquePointer?, _ type: Int32) -> Span<UInt8> {
    var start: UnsafePointer<UInt8>?
    var count = 0
    guard unsafe SSL_client_hello_get0_ext(ssl, UInt32(type), &start, &count) == 1, let start = unsafe start else {
        return Span()
    }
    let span = unsafe Span(_unsafeStart: start, count: count)
    return unsafe _overrideLifetime(span, borrowing: ())
}

/// Tells OpenSSL what the hello settled. No shared protocol ends the handshake (RFC 7301 §3.2).
func selectProtocol(
    _ ssl: OpaquePointer?, _ name: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ count: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?, _ offeredCount: UInt32, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    guard let session = unsafe TLSSession.owner(of: ssl) else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    let chosen: StaticString
    if session.isChallenge {
        chosen = ALPNProtocols.acmeChallenge
    } else if let index = session.chosenProtocol {
        chosen = session.context.protocols.names[Int(index)]
    } else {
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }
    // A static string's bytes live as long as the process.
    unsafe name?.pointee = chosen.utf8Start
    unsafe count?.pointee = UInt8(chosen.utf8CodeUnitCount)
    return SSL_TLSEXT_ERR_OK
}
