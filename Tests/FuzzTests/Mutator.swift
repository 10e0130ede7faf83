/// Makes inputs from inputs: splices, changes, repeats; the same in every run.
struct Mutator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func random(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % max(1, bound)
    }

    mutating func mutate(_ inputs: [[UInt8]]) -> [UInt8] {
        var bytes = inputs[random(below: inputs.count)]
        for _ in 0...random(below: 4) { change(&bytes, inputs) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8], _ inputs: [[UInt8]]) {
        guard !bytes.isEmpty else { return bytes.append(UInt8(random(below: 256))) }
        let place = random(below: bytes.count)
        let end = min(bytes.count, place + 1 + random(below: 24))
        switch random(below: 7) {
        case 0: bytes[place] ^= 1 << UInt8(random(below: 8))
        case 1: bytes[place] = UInt8(random(below: 256))
        case 2: bytes.insert([0, 9, 10, 13, 32, 44, 58, 59, 0x7F, 0xFF][random(below: 10)], at: place)
        case 3: bytes.removeSubrange(place..<end)
        case 4: bytes.insert(contentsOf: bytes[place..<end], at: random(below: bytes.count))
        case 5: bytes.removeSubrange(place...)
        default:
            let other = inputs[random(below: inputs.count)]
            bytes.replaceSubrange(place..., with: other.suffix(from: random(below: max(1, other.count))))
        }
    }
}
