// swift-tools-version: 6.3
import PackageDescription

// A `ganzoo` with the components of this package linked in.
let package = Package(
    name: "LogitRangeProgram",
    dependencies: [.package(name: "LogitRange", path: ".."), .package(name: "GANZoo", path: "../../..")],
    targets: [
        .executableTarget(
            name: "logit_range-ganzoo",
            dependencies: [
                .product(name: "LogitRange", package: "LogitRange"), .product(name: "GANZooCLI", package: "GANZoo"),
            ], path: "Sources")
    ],
    swiftLanguageModes: [.v6]
)
