// swift-tools-version: 6.3
import PackageDescription

func zoo(_ product: String) -> Target.Dependency { .product(name: product, package: "GANZoo") }

let package = Package(
    name: "LogitRange",
    products: [.library(name: "LogitRange", targets: ["LogitRange"])],
    dependencies: [.package(name: "GANZoo", path: "../..")],
    targets: [
        .target(name: "LogitRange", dependencies: [zoo("GANTensor"), zoo("GANModule"), zoo("GANCore")]),
        .executableTarget(
            name: "logit_range-ganzoo", dependencies: ["LogitRange", zoo("GANZooCLI")], path: "Sources/ganzoo"),
        .testTarget(name: "LogitRangeTests", dependencies: ["LogitRange", zoo("GANTestSupport"), zoo("GANZooCLI")]),
    ],
    swiftLanguageModes: [.v6]
)
