// swift-tools-version: 6.3
import PackageDescription

let zoo: [Target.Dependency] = [.product(name: "GANZoo", package: "GANZoo")]

let package = Package(
    name: "TrainFromSwift",
    dependencies: [.package(name: "GANZoo", path: "../..")],
    targets: [
        .executableTarget(name: "TrainFromSwift", dependencies: zoo),
        .executableTarget(name: "OwnRegularizer", dependencies: zoo),
    ],
    swiftLanguageModes: [.v6]
)
