// swift-tools-version: 6.2
import PackageDescription

// Apart from the other examples, which do without Hummingbird and the SwiftNIO that comes with it.
let package = Package(
    name: "edge-with-hummingbird",
    dependencies: [
        .package(name: "edge", path: "../.."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: [
        .executableTarget(
            name: "WithHummingbird",
            dependencies: [
                .product(name: "EdgeKit", package: "edge"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ])
    ]
)
