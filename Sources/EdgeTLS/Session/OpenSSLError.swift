internal import COpenSSL

/// The one place where OpenSSL's error queue, which belongs to the thread, is emptied: before a call whose outcome is
/// asked for, and after one that failed. What is left in it would be taken for the next call's failure.
struct OpenSSLError: Equatable {
    /// The library and reason of the first error, which is the cause; later ones say where it passed.
    var library: Int32
    var reason: Int32
    var text: String

    /// Forgets what earlier calls left. Nearly always there is nothing, and looking costs a tenth of clearing.
    static func clear() {
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// Takes the cause of the failure and empties the queue; `nil` when the library left none.
    static func drain() -> OpenSSLError? {
        let code = ERR_get_error()
        guard code != 0 else { return nil }
        ERR_clear_error()
        let reason = ERR_GET_REASON(code)
        let text = unsafe ERR_reason_error_string(code).map { unsafe String(cString: $0) }
        return OpenSSLError(library: ERR_GET_LIB(code), reason: reason, text: text ?? "error \(reason)")
    }

    /// The text of the cause, and an empty queue.
    static func drainText() -> String { drain()?.text ?? "no reason given" }
}
