/// `allow` and `deny`: of those that fit, the first in the file decides.
public enum AccessRule: Sendable, Equatable {
    case allow([Located<AddressRange>])
    case deny([Located<AddressRange>])
}
