internal import COpenSSL

/// OpenSSL's own byte source and sink in memory, for PEM in and out.
@safe
final class MemoryBIO {
    let raw: OpaquePointer
    /// What is read from; OpenSSL does not copy it.
    private let source: UnsafeMutableBufferPointer<UInt8>

    /// A sink.
    init?() {
        guard let raw = unsafe BIO_new(BIO_s_mem()) else { return nil }
        unsafe self.raw = raw
        unsafe source = UnsafeMutableBufferPointer(start: nil, count: 0)
    }

    /// A source of these bytes.
    init?(reading bytes: [UInt8]) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = unsafe copy.initialize(from: bytes)
        guard bytes.count < Int(Int32.max), let raw = unsafe BIO_new_mem_buf(copy.baseAddress, Int32(bytes.count))
        else {
            unsafe copy.deallocate()
            return nil
        }
        unsafe self.raw = raw
        unsafe source = copy
    }

    deinit {
        unsafe BIO_free(raw)
        // Keys pass through here.
        if let base = unsafe source.baseAddress { unsafe OPENSSL_cleanse(base, source.count) }
        unsafe source.deallocate()
    }

    /// What has been written.
    var bytes: [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe BIO_ctrl(raw, BIO_CTRL_INFO, 0, &start)
        guard count > 0 else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }
}
