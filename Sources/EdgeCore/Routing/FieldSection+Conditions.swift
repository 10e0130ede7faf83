/// What conditions and templates ask of a head.
extension FieldSection {
    func array(in range: Range<Int>) -> [UInt8] { bytes(in: range).array }

    func equals(_ array: [UInt8], in range: Range<Int>) -> Bool { bytes(in: range).equals(array) }

    func isNamed(_ name: [UInt8], at index: Int) -> Bool { self.name(of: lines[index]).equalsIgnoringCase(name) }

    func arrayOfValue(at index: Int) -> [UInt8] { value(of: lines[index]).array }

    /// The first value of this name, given in lower case.
    func firstValue(named name: [UInt8]) -> [UInt8]? {
        for index in lines.indices where isNamed(name, at: index) { return arrayOfValue(at: index) }
        return nil
    }

    /// Whether a line of this name has one of these values; without values: whether there is one.
    func has(_ name: [UInt8], _ values: [GeneralTest.ValuePattern]) -> Bool {
        for index in lines.indices where isNamed(name, at: index) {
            if values.isEmpty { return true }
            for pattern in values where pattern.fits(value(of: lines[index])) { return true }
        }
        return false
    }

    func portOfAuthority(in range: Range<Int>) -> Int? { Authority(bytes(in: range))?.port.map(Int.init) }

    /// Whether the path fits one of these patterns.
    func path(in range: Range<Int>, fits patterns: Range<Int>, of program: RouteProgram) -> Bool {
        program.fits(bytes(in: range), patterns)
    }

    func beginning(of path: RequestPath) -> PathBeginning {
        if let resolved = path.resolved { return PathBeginning(resolved.span) }
        return PathBeginning(bytes(in: path.range))
    }

    func isPlainPath(in range: Range<Int>) -> Bool { RequestPath.isPlain(bytes(in: range)) }
}
