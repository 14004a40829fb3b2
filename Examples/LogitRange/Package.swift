// swift-tools-version: 6.3
import PackageDescription

func zoo(_ product: String) -> Target.Dependency { .product(name: product, package: "GANZoo") }

// Only what a component needs, so that `swift test` builds in seconds. `Program` builds a program with the whole zoo.
let package = Package(
    name: "LogitRange",
    products: [.library(name: "LogitRange", targets: ["LogitRange"])],
    dependencies: [.package(name: "GANZoo", path: "../..")],
    targets: [
        .target(name: "LogitRange", dependencies: [zoo("GANTensor"), zoo("GANModule"), zoo("GANCore")]),
        .testTarget(
            name: "LogitRangeTests",
            dependencies: [
                "LogitRange", zoo("GANTensor"), zoo("GANModule"), zoo("GANCore"), zoo("GANComponentTesting"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
