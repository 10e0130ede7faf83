// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the library's users do not build what only fuzzing needs. `Fuzz/fuzz` builds and runs it with
// libFuzzer and AddressSanitizer; the root package compiles the same targets for the tests that replay what was found.
let package = Package(
    name: "edge-fuzz",
    dependencies: [.package(name: "edge", path: "..")],
    targets: [
        .target(
            name: "FuzzTargets",
            dependencies: [
                .product(name: "EdgeCore", package: "edge"), .product(name: "EdgeHTTP2", package: "edge"),
                .product(name: "EdgeTLS", package: "edge"), .product(name: "Edgefile", package: "edge"),
            ],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        // No `main`: libFuzzer brings it.
        .executableTarget(name: "Fuzz", dependencies: ["FuzzTargets"]),
    ]
)
