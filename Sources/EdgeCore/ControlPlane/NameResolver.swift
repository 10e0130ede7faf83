internal import CLinux
import Glibc

/// Host names to addresses, through the system's resolver, on threads that may block.
package final class NameResolver: Sendable {
    private let executor: BlockingExecutor

    package init(executor: BlockingExecutor) { self.executor = executor }

    /// The addresses in the resolver's order (RFC 6724); none when the name is not known.
    package func resolve(_ host: String, _ completion: @escaping @Sendable ([SocketAddress]) -> Void) {
        executor.submit { completion(Self.look(up: host)) }
    }

    package static func look(up host: String) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { unsafe freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var entry = unsafe list
        while let current = unsafe entry {
            if let address = unsafe address(current.pointee), !found.contains(address) { found.append(address) }
            unsafe entry = current.pointee.ai_next
        }
        return found
    }

    private static func address(_ info: addrinfo) -> SocketAddress? {
        guard let source = unsafe info.ai_addr else { return nil }
        var storage = sockaddr_storage()
        let length = unsafe min(Int(info.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
        unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.baseAddress!.copyMemory(from: source, byteCount: length) }
        return SocketAddress(system: storage)
    }
}
