// swift-tools-version: 6.3
import PackageDescription

func zoo(_ product: String) -> Target.Dependency { .product(name: product, package: "GANZoo") }

// `GANData` is needed only by data sets that read image files.
let package = Package(
    name: "NamedImages",
    products: [.library(name: "NamedImages", targets: ["NamedImages"])],
    dependencies: [.package(name: "GANZoo", path: "../..")],
    targets: [
        .target(name: "NamedImages", dependencies: [zoo("GANTensor"), zoo("GANCore"), zoo("GANData")]),
        .testTarget(
            name: "NamedImagesTests",
            dependencies: [
                "NamedImages", zoo("GANTensor"), zoo("GANCore"), zoo("GANData"), zoo("GANComponentTesting"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
