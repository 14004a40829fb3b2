// swift-tools-version: 6.3
import PackageDescription

// A `ganzoo` with the components of this package linked in.
let package = Package(
    name: "OwnRolesProgram",
    dependencies: [.package(name: "OwnRoles", path: ".."), .package(name: "GANZoo", path: "../../..")],
    targets: [
        .executableTarget(
            name: "own_roles-ganzoo",
            dependencies: [
                .product(name: "OwnRoles", package: "OwnRoles"), .product(name: "GANZooCLI", package: "GANZoo"),
            ], path: "Sources")
    ],
    swiftLanguageModes: [.v6]
)
