// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the library's users do not fetch what only examples need.
let package = Package(
    name: "edge-examples",
    dependencies: [
        .package(name: "edge", path: ".."),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    ],
    targets: [
        .executableTarget(
            name: "MinimalProxy",
            dependencies: [.product(name: "EdgeCore", package: "edge"), .product(name: "Logging", package: "swift-log")]),
        .executableTarget(
            name: "HandlerBesideProxy",
            dependencies: [
                .product(name: "EdgeCore", package: "edge"), .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(
            name: "TLSWithACME",
            dependencies: [.product(name: "EdgeKit", package: "edge"), .product(name: "Logging", package: "swift-log")]),
        .executableTarget(
            name: "WebSocketEcho",
            dependencies: [.product(name: "EdgeCore", package: "edge"), .product(name: "Logging", package: "swift-log")]),
    ]
)
