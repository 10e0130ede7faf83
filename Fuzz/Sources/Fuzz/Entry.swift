import FuzzTargets

/// Plays one input; a finding ends the process, which libFuzzer takes for the crash that it is.
func runOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try Chosen.target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        fatalError("\(error)")
    }
    return 0
}

/// What libFuzzer's own `main` would call; it is linked, so that there has to be one.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzerTestOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt { runOne(start, count) }
