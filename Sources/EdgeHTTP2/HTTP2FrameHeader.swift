/// The nine bytes before every frame, and what little of the payload the guards look at (RFC 9113 §4.1).
struct HTTP2FrameHeader: Equatable, Sendable {
    /// Bytes of the header itself.
    static let bytes = 9

    /// Bytes of the payload.
    var length: Int
    var type: UInt8
    var flags: UInt8
    /// The stream; 0 for the connection.
    var stream: UInt32
    /// The first byte of the payload of a padded DATA frame: how much of it is padding.
    var padLength = 0
    /// The stream that this one is said to depend on, of PRIORITY and of HEADERS that carry one (RFC 7540 §5.3.1).
    var dependency: UInt32?

    enum Kind {
        static let data: UInt8 = 0, headers: UInt8 = 1, priority: UInt8 = 2, resetStream: UInt8 = 3
        static let settings: UInt8 = 4, pushPromise: UInt8 = 5, ping: UInt8 = 6, goAway: UInt8 = 7
        static let windowUpdate: UInt8 = 8, continuation: UInt8 = 9
    }

    var endsStream: Bool { (type == Kind.data || type == Kind.headers) && flags & 0x1 != 0 }
    var isAcknowledgement: Bool { (type == Kind.settings || type == Kind.ping) && flags & 0x1 != 0 }
    var endsHead: Bool { flags & 0x4 != 0 }
    var isPadded: Bool { type == Kind.data && flags & 0x8 != 0 }

    /// Bytes of the payload that the guards look at; 0 for most frames.
    var prefixLength: Int {
        switch type {
        case Kind.data: isPadded ? min(length, 1) : 0
        case Kind.priority: length == 5 ? 4 : 0
        case Kind.headers where flags & 0x20 != 0: min(length, flags & 0x8 != 0 ? 5 : 4)
        default: 0
        }
    }

    /// A frame that says nothing: DATA without data and without an end, a piece of a head without a byte.
    var isEmpty: Bool {
        switch type {
        case Kind.data: !endsStream && (length == 0 || isPadded && length <= padLength + 1)
        case Kind.continuation: length == 0
        default: false
        }
    }
}
