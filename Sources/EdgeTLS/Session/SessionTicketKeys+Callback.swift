internal import COpenSSL
import EdgeCore

/// Sets up sealing (`isSealing` 1) or opening (0) of a ticket. Returns what OpenSSL wants: 1 to go on, 0 for a full
/// handshake, 2 to go on and send a new ticket, −1 for an error.
func keyTicket(
    _ ssl: OpaquePointer?, _ name: UnsafeMutablePointer<UInt8>?, _ vector: UnsafeMutablePointer<UInt8>?,
    _ cipher: OpaquePointer?, _ mac: OpaquePointer?, _ isSealing: Int32
) -> Int32 {
    guard let name = unsafe name, let vector = unsafe vector, let session = unsafe TLSSession.owner(of: ssl),
        let keys = session.context.ticketKeys
    else { return -1 }
    if isSealing == 1 {
        let key = keys.sealingKey()
        unsafe name.update(from: key.name, count: key.name.count)
        guard unsafe RAND_bytes(vector, 16) == 1,
            unsafe EVP_EncryptInit_ex(cipher, TicketCipher.shared.raw, nil, key.cipherKey, vector) == 1
        else { return -1 }
        return unsafe edge_key_ticket_mac(mac, key.macKey, key.macKey.count)
    }
    let wanted = unsafe Span(_unsafeStart: UnsafePointer(name), count: 16)
    guard let (key, isOld) = keys.openingKey(named: wanted) else { return 0 }
    guard unsafe edge_key_ticket_mac(mac, key.macKey, key.macKey.count) == 1,
        unsafe EVP_DecryptInit_ex(cipher, TicketCipher.shared.raw, nil, key.cipherKey, vector) == 1
    else { return -1 }
    // A ticket of 1.3 is used once (RFC 8446 §C.4): without a new one every other visit would be a full handshake.
    return unsafe isOld || SSL_version(ssl) == TLS1_3_VERSION ? 2 : 1
}

/// AES-256-CBC, looked up once: OpenSSL 3.0 would search its providers for each ticket.
@safe
private final class TicketCipher: @unchecked Sendable {
    static let shared = TicketCipher()
    let raw: OpaquePointer?

    private init() { unsafe raw = EVP_CIPHER_fetch(nil, "AES-256-CBC", nil) }
}
