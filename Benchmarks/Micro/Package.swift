// swift-tools-version: 6.2
import PackageDescription

/// Those of the root package: they decide what the compiler makes of the same sources.
let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

// A package of its own, so that the library's users fetch nothing of it. It compiles EdgeCore itself, by links to the sources: only
// within one package can it see what is `package` there.
let package = Package(
    name: "edge-micro",
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        // Without its allocator, which would have to be installed: allocations are counted by callgrind.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: [
        .target(name: "CLinux", linkerSettings: [.linkedLibrary("crypt")]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .target(
            name: "EdgeCore",
            dependencies: [
                "CLinux", "CZlib",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .target(name: "MicroSubjects", dependencies: ["EdgeCore"], swiftSettings: settings),
        // Does one subject so often as it is told: what callgrind counts.
        .executableTarget(name: "MicroCount", dependencies: ["MicroSubjects"], swiftSettings: settings),
        // Does each of them for a time: what a stopwatch says.
        .executableTarget(
            name: "MicroTimes",
            dependencies: ["MicroSubjects", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/MicroTimes",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ]
)
