import Edgefile

/// The files and variables that tests see.
let testInputs = EdgefileInputs(
    environment: { ["HOST": "chat.example.com", "TWO": "a.example.com, b.example.com"][$0] },
    read: { path in
        let files = [
            "common.edgefile": "respond \"hi\"\n", "loop.edgefile": "import loop.edgefile\n",
            "bad.edgefile": "tls intrnal\n", "sites/a.edgefile": "a.example.com -> localhost:1\nimport b.edgefile\n",
            "sites/b.edgefile": "b.example.com -> localhost:2\n",
        ]
        if path == "secret.edgefile" { return .unreadable("permission denied") }
        return files[path].map { .contents(Array($0.utf8)) } ?? .missing
    },
    expand: { $0 == "sites/*.edgefile" ? ["sites/a.edgefile"] : [] })

func parse(_ text: String) -> EdgefileResult { EdgefileParser.parse(Array(text.utf8), inputs: testInputs) }

/// Numbers that look random and are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The model has something else than the test expects.
struct Missing: Error {}
