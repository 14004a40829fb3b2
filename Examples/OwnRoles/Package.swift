// swift-tools-version: 6.3
import PackageDescription

func zoo(_ product: String) -> Target.Dependency { .product(name: product, package: "GANZoo") }

let package = Package(
    name: "OwnRoles",
    products: [.library(name: "OwnRoles", targets: ["OwnRoles"])],
    dependencies: [.package(name: "GANZoo", path: "../..")],
    targets: [
        .target(name: "OwnRoles", dependencies: [zoo("GANTensor"), zoo("GANModule"), zoo("GANCore")]),
        .executableTarget(
            name: "own_roles-ganzoo", dependencies: ["OwnRoles", zoo("GANZooCLI")], path: "Sources/ganzoo"),
        .testTarget(name: "OwnRolesTests", dependencies: ["OwnRoles", zoo("GANTestSupport"), zoo("GANZooCLI")]),
    ],
    swiftLanguageModes: [.v6]
)
