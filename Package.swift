// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every Swift target: Swift 6 language mode (from the tools version), strict memory safety,
/// and no warning that anyone could get used to.
let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
    name: "edge",
    products: [
        .library(name: "EdgeCore", targets: ["EdgeCore"]),
        .library(name: "EdgeTLS", targets: ["EdgeTLS"]),
        .library(name: "EdgeHTTP2", targets: ["EdgeHTTP2"]),
        .library(name: "EdgeKit", targets: ["EdgeKit"]),
        .library(name: "Edgefile", targets: ["Edgefile"]),
        .executable(name: "edge", targets: ["edge"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: [
        // C libraries, as the modules that Swift sees.
        .target(name: "CLinux", linkerSettings: [.linkedLibrary("crypt")]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CNGHTTP2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // The library, from the bottom up.
        .target(
            name: "EdgeCore",
            dependencies: [
                "CLinux", "CZlib",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "EdgeTLS",
            dependencies: ["EdgeCore", "CLinux", "COpenSSL", .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings
        ),
        .target(name: "EdgeHTTP2", dependencies: ["EdgeCore", "CNGHTTP2"], swiftSettings: settings),
        .target(name: "EdgeKit", dependencies: ["EdgeCore", "EdgeTLS", "EdgeHTTP2"], swiftSettings: settings),

        // The program.
        .target(name: "Edgefile", swiftSettings: settings),
        .executableTarget(
            name: "edge",
            dependencies: [
                "EdgeKit", "EdgeCore", "EdgeHTTP2", "EdgeTLS", "Edgefile", "CLinux", "CZlib",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        .target(
            name: "TestSupport",
            dependencies: ["EdgeCore", "CZlib", .product(name: "Logging", package: "swift-log")],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        .testTarget(name: "EdgefileTests", dependencies: ["Edgefile", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "EdgeCoreTests", dependencies: ["EdgeCore", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "EdgeTLSTests",
            dependencies: ["EdgeTLS", "EdgeCore", "TestSupport", .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings),
        .testTarget(name: "EdgeHTTP2Tests", dependencies: ["EdgeHTTP2", "TestSupport", "CNGHTTP2"], swiftSettings: settings),
        .testTarget(
            name: "EdgeIntegrationTests",
            dependencies: [
                "EdgeCore", "TestSupport", .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        // The real program, driven by real clients from packages.
        .testTarget(
            name: "EdgeProgramTests",
            dependencies: ["edge", "EdgeTLS"],
            exclude: ["Clients"],
            swiftSettings: settings
        ),
        // What `Fuzz`, a package of its own, runs under libFuzzer; here for the tests that replay its findings.
        .target(
            name: "FuzzTargets",
            dependencies: ["EdgeCore", "EdgeHTTP2", "EdgeTLS", "Edgefile"],
            path: "Fuzz/Sources/FuzzTargets",
            swiftSettings: settings
        ),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"], swiftSettings: settings),
        // What Edgefiles come to, planned and served inside of the test.
        .testTarget(
            name: "EdgePlanTests", dependencies: ["edge", "EdgeCore", "EdgeTLS", "Edgefile", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(name: "TidyTests", swiftSettings: settings),
    ]
)
