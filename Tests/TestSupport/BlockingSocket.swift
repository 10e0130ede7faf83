import Glibc

/// Sockets for the tests' own clients and upstreams. Thirty seconds of silence count as the end: a busy machine takes its time.
package enum BlockingSocket {
    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func prepare(_ descriptor: Int32) {
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    package static func connect(_ port: Int) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var to = address(port)
        unsafe withUnsafePointer(to: &to) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe _ = Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        prepare(descriptor)
        return descriptor
    }

    /// - Parameter port: 0 lets the kernel choose; where another one is taken the result is 0.
    package static func listen(_ port: Int = 0) -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var local = address(port)
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &local) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe _ = bind(descriptor, $0, length)
                _ = Glibc.listen(descriptor, 64)
                unsafe _ = getsockname(descriptor, $0, &length)
            }
        }
        return (descriptor, Int(UInt16(bigEndian: local.sin_port)))
    }

    package static func accept(_ listener: Int32) -> Int32? {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        prepare(descriptor)
        return descriptor
    }

    package static func send(_ bytes: [UInt8], to descriptor: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBufferPointer {
                unsafe Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Sends zeros until the other side has taken nothing for 300 ms, and says how many went.
    package static func sendUntilFull(_ descriptor: Int32, limit: Int) -> Int {
        let piece = [UInt8](repeating: 0, count: 65536)
        var sent = 0
        while sent < limit {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard unsafe poll(&entry, 1, 300) > 0 else { break }
            let wanted = min(piece.count, limit - sent)
            let count = unsafe piece.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, wanted, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count > 0 { sent += count }
        }
        return sent
    }

    /// Ends a connection with RST; the descriptor stays its owner's.
    package static func reset(_ descriptor: Int32) {
        var nowhere = sockaddr()
        nowhere.sa_family = sa_family_t(AF_UNSPEC)
        unsafe _ = Glibc.connect(descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    }

    package static func receive(_ descriptor: Int32) -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: 65536)
        let count = unsafe room.withUnsafeMutableBufferPointer { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return count > 0 ? Array(room.prefix(count)) : nil
    }
}
