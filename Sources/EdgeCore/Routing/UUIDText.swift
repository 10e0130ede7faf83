/// A random UUID (RFC 9562 §5.4), as text.
enum UUIDText {
    static func make() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        var text: [UInt8] = []
        for (index, shift) in (stride(from: 124, through: 0, by: -4)).enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
            let digit = UInt8((shift >= 64 ? high >> UInt64(shift - 64) : low >> UInt64(shift)) & 15)
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        return text
    }
}
