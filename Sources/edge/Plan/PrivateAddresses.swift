internal import EdgeCore

/// Loopback, private and link-local addresses.
enum PrivateAddresses {
    static func contains(_ literal: String) -> Bool {
        guard let address = SocketAddress(literal: literal) else { return false }
        return AddressRange.privateRanges.contains { $0.contains(address) }
    }
}
