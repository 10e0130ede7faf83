import FuzzTargets
import Glibc

enum Chosen {
    static let target: FuzzTarget = {
        let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = FuzzTarget(rawValue: name) else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
            fatalError("FUZZ_TARGET is \"\(name)\"; there are \(names)")
        }
        return target
    }()
}
