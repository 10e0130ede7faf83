/// What the checks of one upstream come to: so many in a row change what it counts as.
struct HealthRecord {
    enum Change: Equatable { case fellIll, recovered }

    private let passes: Int
    private let fails: Int
    private(set) var isIll = false
    /// Results in a row that speak against what it counts as.
    private var contrary = 0

    init(passes: Int, fails: Int) {
        self.passes = passes
        self.fails = fails
    }

    mutating func note(isWell: Bool) -> Change? {
        guard isWell == isIll else {
            contrary = 0
            return nil
        }
        contrary += 1
        guard contrary >= (isIll ? passes : fails) else { return nil }
        contrary = 0
        isIll.toggle()
        return isIll ? .fellIll : .recovered
    }
}
