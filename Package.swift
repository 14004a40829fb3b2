// swift-tools-version: 6.3
import PackageDescription

/// A system library found by pkg-config; `apt` is the Debian package that brings it.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// Components of one method, under `Plugins`.
func plugin(_ name: String) -> Target {
    .target(
        name: name, dependencies: ["GANTensor", "GANModule", "GANCore"], path: "Plugins/\(name)",
        swiftSettings: [.strictMemorySafety()])
}

/// Every plugin that the zoo's own programs have.
let plugins = [
    "Augmenters", "BigGAN", "Conditioners", "FewShot", "Heads", "ImageMetrics", "Losses", "NoisyTwins", "Optimizers",
    "R3GAN", "Regularizers", "Samplers", "Schedules", "StyleGAN2", "UTLO",
]

let package = Package(
    name: "GANZoo",
    products: [
        .library(name: "GANZoo", targets: ["GANZoo", "BuildStamp"]),
        .library(name: "GANTensor", targets: ["GANTensor"]),
        .library(name: "GANModule", targets: ["GANModule"]),
        .library(name: "GANCore", targets: ["GANCore"]),
        .library(name: "GANData", targets: ["GANData"]),
        .library(name: "GANParallel", targets: ["GANParallel"]),
        .library(name: "GANZooCLI", targets: ["GANZooCLI", "BuildStamp"]),
        .library(name: "GANComponentTesting", targets: ["GANComponentTesting"]),
        .library(name: "GANTestSupport", targets: ["GANTestSupport"]),
        .executable(name: "ganzoo", targets: ["ganzoo", "BuildStamp"]),
        .executable(name: "ganzoo-dashboard", targets: ["ganzoo-dashboard", "BuildStamp"]),
        .library(name: "GANRecipe", targets: ["GANRecipe"]),
        .executable(name: "long-tail-ring", targets: ["LongTailRing"]),
        .executable(name: "ganzoo-bench", targets: ["ganzoo-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // The library says warnings where the program that uses it wants them.
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        // Sockets of the dashboard.
        .package(url: "https://github.com/swhitty/FlyingFox", .upToNextMinor(from: "0.27.1")),
    ],
    targets: [
        system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        system("CPNG", pkgConfig: "libpng", apt: "libpng-dev"),
        system("CJPEG", pkgConfig: "libjpeg", apt: "libjpeg-dev"),
        system("CGIF", pkgConfig: "libgif", apt: "libgif-dev"),
        // Pango lays out text, and brings Cairo and fontconfig.
        system("CPangoCairo", pkgConfig: "pangocairo", apt: "libpango1.0-dev"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        system("CZip", pkgConfig: "libzip", apt: "libzip-dev"),
        system("CXXHash", pkgConfig: "libxxhash", apt: "libxxhash-dev"),
        // OpenSSL, which libzip is linked with on Debian.
        system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        .target(name: "CGANSupport"),
        // The program's own font.
        .target(name: "CGANFont", exclude: ["GANZooSans.ttf", "LICENSE", "subset.py"]),
        // Chart.js, and the script and style of pages.
        .target(name: "CGANPage", exclude: ["chart.min.js", "page.js", "refresh.js", "page.css", "LICENSE"]),
        // Opens the system's libopenblas when it is first used, and so is not linked with it.
        .target(name: "COpenBLAS", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "CGANKernels"),
        // Opens PyTorch's library when a device of it is chosen, and so is not linked with it.
        .target(name: "CGANMPI", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "CGANTorch", exclude: ["kernels"], linkerSettings: [.linkedLibrary("dl")]),
        // Opens libwebp, libtiff, libheif, Little CMS and libwebpmux when the first file needs them, and so is not linked with them.
        .target(
            name: "CGANImages", dependencies: ["CPNG", "CJPEG", "CGIF"], linkerSettings: [.linkedLibrary("dl")]),
        .target(
            name: "GANTensor", dependencies: ["COpenBLAS", "CGANSupport", "CGANKernels"],
            swiftSettings: [.strictMemorySafety()]),
        .target(name: "GANTorch", dependencies: ["GANTensor", "CGANTorch"], swiftSettings: [.strictMemorySafety()]),
        .target(
            name: "GANModule", dependencies: ["GANTensor", "CGANSupport", "CZlib"],
            swiftSettings: [.strictMemorySafety()]),
        .target(
            name: "GANCore", dependencies: ["GANTensor", "GANModule", "CGANSupport"],
            swiftSettings: [.strictMemorySafety()], plugins: ["ABIFingerprint"]),
        .target(
            name: "GANData",
            dependencies: ["GANTensor", "GANModule", "GANCore", "CGANImages", "CZip", "CZlib", "CXXHash"],
            swiftSettings: [.strictMemorySafety()], plugins: ["ABIFingerprint"]),
        .target(
            name: "GANTrain",
            dependencies: ["GANTensor", "GANModule", "GANCore", "GANData", "GANPictures", "CGANSupport"],
            swiftSettings: [.strictMemorySafety()]),
        .target(
            name: "GANParallel",
            dependencies: ["GANCore", "GANTensor", "GANTorch", "GANTrain", "CGANMPI", "CGANSupport"],
            swiftSettings: [.strictMemorySafety()]),
        .target(
            name: "GANTransfer", dependencies: ["GANTensor", "GANModule", "GANCore", "GANTrain"],
            swiftSettings: [.strictMemorySafety()]),
        .target(
            name: "GANPictures",
            dependencies: [
                "GANTensor", "GANModule", "GANCore", "GANData", "CGANSupport", "CGIF", "CPangoCairo", "CGANFont",
            ],
            swiftSettings: [.strictMemorySafety()]),
        .target(
            name: "GANImport", dependencies: ["GANModule", "GANCore", "GANData"], swiftSettings: [.strictMemorySafety()]
        ),
        .target(
            name: "GANMetrics",
            dependencies: ["GANTensor", "GANModule", "GANCore", "GANData", "CXXHash"],
            swiftSettings: [.strictMemorySafety()]),
        // The graph of a network in the format ONNX.
        .target(name: "GANOnnx", dependencies: ["GANTensor"], swiftSettings: [.strictMemorySafety()]),
        .target(
            name: "GANRecipe", dependencies: ["GANTensor", "GANModule", "GANCore", "CYAML"],
            swiftSettings: [.strictMemorySafety()]),
        .target(
            name: "GANRun",
            dependencies: [
                "GANTensor", "GANTorch", "GANModule", "GANCore", "GANData", "GANImport", "GANMetrics", "GANPictures",
                "GANOnnx", "GANRecipe", "GANTrain", "GANTransfer", "CCrypto", "CGANPage", "CGANSupport",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: [.strictMemorySafety()]),
        // Checks components in a tiny GAN: `ganzoo plugin check` and the tests use it.
        .target(
            name: "GANContractCheck",
            dependencies: ["GANTensor", "GANModule", "GANCore", "GANTrain", "GANComponentTesting"],
            swiftSettings: [.strictMemorySafety()]),
        // The library as people import it: what a run is, the contract of components, and every plugin of the project.
        .target(
            name: "GANZoo",
            dependencies: ["GANRun", "GANMetrics", "GANTrain", "GANCore", "GANModule", "GANTensor"]
                + plugins.map { .target(name: $0) },
            swiftSettings: [.strictMemorySafety()]),
        .target(
            name: "GANZooCLI",
            dependencies: [
                "GANTensor", "GANModule", "GANCore", "GANData", "GANImport", "GANMetrics", "GANPictures", "GANRecipe",
                "GANTrain", "GANTransfer", "GANRun", "GANParallel", "GANContractCheck", "CGANSupport", "CYAML", "CZip",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + plugins.map { .target(name: $0) }, swiftSettings: [.strictMemorySafety()]),
        // Plugins loaded at run time find the core in the program: it exports its symbols.
        .executableTarget(
            name: "ganzoo", dependencies: ["GANZooCLI"],
            linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic"])]),
        // A live page over a folder of runs.
        .target(
            name: "GANDashboard",
            dependencies: [
                "GANModule", "GANCore", "GANMetrics", "GANRecipe", "GANRun", "GANTrain",
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ], swiftSettings: [.strictMemorySafety()]),
        .executableTarget(
            name: "ganzoo-dashboard",
            dependencies: [
                "GANDashboard", "GANRun", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + plugins.map { .target(name: $0) }, swiftSettings: [.strictMemorySafety()]),
        // The commit of the build. Products link it, and no target depends on it, so that a commit compiles nothing else.
        .target(name: "BuildStamp", swiftSettings: [.strictMemorySafety()], plugins: ["BuildStampPlugin"]),
        .executableTarget(name: "build-stamp", path: "BuildTools/build-stamp"),
        .plugin(
            name: "BuildStampPlugin", capability: .buildTool(), dependencies: ["build-stamp"],
            path: "BuildTools/BuildStampPlugin"),
        .executableTarget(name: "abi-fingerprint", path: "BuildTools/abi-fingerprint"),
        .plugin(
            name: "ABIFingerprint", capability: .buildTool(), dependencies: ["abi-fingerprint"],
            path: "BuildTools/ABIFingerprintPlugin"),
        .executableTarget(name: "LongTailRing", dependencies: ["GANModule", "CPNG"], path: "Examples/LongTailRing"),
        .target(
            name: "GANBenchmark",
            dependencies: [
                "GANTensor", "GANTorch", "GANCore", "GANRecipe", "GANTrain", "COpenBLAS", "GANTestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + plugins.map { .target(name: $0) }, path: "Benchmarks/GANBenchmark"),
        .executableTarget(name: "ganzoo-bench", dependencies: ["GANBenchmark"], path: "Benchmarks/ganzoo-bench"),
        // What the test of a single component needs. It depends on the contract alone, so that such a test builds in seconds.
        .target(
            name: "GANComponentTesting", dependencies: ["GANTensor", "GANModule", "GANCore"],
            path: "Tests/GANComponentTesting"),
        // The fused kernels of GPUs, compiled for the processor.
        .target(name: "CGANFusedEmulation", path: "Tests/CGANFusedEmulation", exclude: ["kernels.inc"]),
        .target(
            name: "GANTestSupport",
            dependencies: [
                "GANTensor", "GANTorch", "GANModule", "GANCore", "GANData", "GANRecipe", "GANTrain", "Optimizers",
                "Samplers", "Schedules",
                "GANComponentTesting", "GANContractCheck", "CGANFusedEmulation",
            ], path: "Tests/GANTestSupport"),
        // Parsers of files that strangers make, for random inputs: Tests/Fuzz/run.
        .target(
            name: "ParserFuzzing",
            dependencies: [
                "GANCore", "GANDashboard", "GANData", "GANImport", "GANMetrics", "GANModule", "GANPictures",
                "GANRecipe", "GANRun", "GANTrain", "GANZooCLI",
            ], path: "Tests/Fuzz/ParserFuzzing", swiftSettings: [.strictMemorySafety()]),
        .testTarget(name: "ParserFuzzingTests", dependencies: ["ParserFuzzing", "GANTestSupport"]),
        .testTarget(
            name: "GANTorchTests",
            dependencies: ["GANParallel", "GANTorch", "GANTensor", "GANTrain", "CGANFusedEmulation", "GANTestSupport"]),
        .testTarget(name: "GANTensorTests", dependencies: ["GANTensor", "GANTestSupport"]),
        .testTarget(
            name: "GANModuleTests", dependencies: ["GANModule", "GANTestSupport", "CGANSupport"], exclude: ["Fixtures"]),
        .testTarget(
            name: "GANDataTests", dependencies: ["GANData", "GANModule", "GANCore", "GANTensor", "CZlib"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "GANPicturesTests",
            dependencies: [
                "GANPictures", "CGIF", "GANData", "GANCore", "GANModule", "GANTensor", "StyleGAN2", "BigGAN",
                "Conditioners",
                "GANTestSupport",
            ]),
        .testTarget(
            name: "GANImportTests", dependencies: ["GANImport", "GANTensor", "GANModule", "GANCore"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "GANMetricsTests",
            dependencies: [
                "GANMetrics", "ImageMetrics", "GANData", "GANCore", "GANModule", "GANTensor", "GANTestSupport",
            ],
            exclude: ["Fixtures"]),
        .testTarget(name: "GANRecipeTests", dependencies: ["GANRecipe", "GANCore", "GANTestSupport"]),
        .testTarget(name: "GANCoreTests", dependencies: ["GANCore"]),
        .testTarget(
            name: "GANTrainTests",
            dependencies: [
                "GANTrain", "GANCore", "GANModule", "GANTensor", "Losses", "Optimizers", "Samplers", "Schedules",
                "GANTestSupport",
            ],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "PluginTests",
            dependencies: [
                "GANTensor", "GANModule", "GANCore", "GANTrain", "Augmenters", "Conditioners", "Heads", "Losses",
                "NoisyTwins", "Optimizers", "Regularizers", "Samplers", "Schedules", "GANContractCheck",
                "GANTestSupport",
            ]),
        .testTarget(
            name: "GANContractCheckTests",
            dependencies: [
                "GANTensor", "GANModule", "GANCore", "GANTrain", "GANContractCheck", "GANComponentTesting",
                "GANTestSupport",
            ]),
        .testTarget(
            name: "RegularizerCheckTests",
            dependencies: [
                "GANTensor", "GANModule", "GANCore", "GANTrain", "NoisyTwins", "Regularizers", "GANTestSupport",
            ]),
        .testTarget(
            name: "PluginLoadingTests", dependencies: ["GANCore", "GANModule", "GANTestSupport", "ganzoo"]),
        .testTarget(
            name: "GANZooCLITests",
            dependencies: [
                "GANZooCLI", "GANRun", "GANCore", "GANData", "GANImport", "GANMetrics", "GANModule", "GANPictures",
                "GANRecipe",
                "GANTensor", "GANTorch", "GANTrain", "GANTestSupport", "ImageMetrics", "ganzoo",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], exclude: ["Fixtures"]),
        .testTarget(
            name: "GANRunTests",
            dependencies: [
                "GANZoo", "GANRun", "GANData", "GANMetrics", "GANModule", "GANOnnx", "GANPictures", "GANTensor",
                "GANTorch", "ImageMetrics",
                "BuildStamp", "GANTestSupport", "ganzoo", "build-stamp",
            ],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "GANDashboardTests",
            dependencies: [
                "GANDashboard", "GANRun", "GANTrain", "GANTestSupport", "ganzoo-dashboard",
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ] + plugins.map { .target(name: $0) }),
        // Searches in sources and documents, and texts of documents against the program.
        .testTarget(
            name: "ProjectTests",
            dependencies: ["GANZoo", "GANCore", "GANModule", "GANTensor", "GANRecipe", "GANTestSupport", "ganzoo"]),
        .testTarget(name: "EndToEndTests", dependencies: ["ganzoo", "GANTestSupport"]),
        .testTarget(
            name: "RecipeTests",
            dependencies: [
                "GANRecipe", "GANCore", "GANData", "GANTrain", "GANTransfer", "GANContractCheck", "GANTestSupport",
            ]
                + plugins.map { .target(name: $0) },
            exclude: ["Bad"]),
        .testTarget(
            name: "GANTransferTests",
            dependencies: [
                "GANTransfer", "GANTensor", "GANModule", "GANCore", "GANRecipe", "GANTrain", "GANTestSupport", "ganzoo",
            ] + plugins.map { .target(name: $0) }),
        .testTarget(name: "GANBenchmarkTests", dependencies: ["GANBenchmark"]),
        .testTarget(
            name: "SystemLibraryTests", dependencies: ["COpenBLAS", "CYAML", "CPNG", "CJPEG", "CZip"]),
        .testTarget(
            name: "StyleGAN2Tests",
            dependencies: ["StyleGAN2", "Heads", "Conditioners", "GANModule", "GANCore", "GANTestSupport"]),
        .testTarget(
            name: "BigGANTests",
            dependencies: [
                "BigGAN", "Heads", "Conditioners", "NoisyTwins", "GANTensor", "GANModule", "GANCore", "GANTestSupport",
            ]),
        .testTarget(
            name: "R3GANTests",
            dependencies: [
                "R3GAN", "Heads", "Conditioners", "NoisyTwins", "GANTensor", "GANModule", "GANCore", "GANTestSupport",
            ]),
        .testTarget(
            name: "OracleTests",
            dependencies: [
                "StyleGAN2", "BigGAN", "R3GAN", "UTLO", "Heads", "Conditioners", "Losses", "NoisyTwins", "Regularizers",
                "GANTensor", "GANModule",
                "GANCore", "GANData", "GANRecipe", "GANTrain", "GANRun", "GANTestSupport", "GANComponentTesting",
                "ImageMetrics",
            ],
            exclude: ["Oracles", "PyTorch"]),
    ] + plugins.map(plugin),
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11
)

// A file imports what it uses, and nothing leaks in from another file's imports.
for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = (target.swiftSettings ?? []) + [.enableUpcomingFeature("MemberImportVisibility")]
}

// Random inputs find their way by the edges that they reach. GANZOO_FUZZ names libFuzzer's library without a main function.
if let fuzzer = Context.environment["GANZOO_FUZZ"] {
    package.products.append(.executable(name: "fuzz", targets: ["fuzz", "BuildStamp"]))
    for target in package.targets where target.type == .regular {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-sanitize=fuzzer,address"])]
        target.cSettings =
            (target.cSettings ?? []) + [
                .unsafeFlags([
                    "-fsanitize=address,undefined,fuzzer-no-link", "-fno-sanitize-recover=undefined",
                ])
            ]
    }
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["ParserFuzzing"], path: "Tests/Fuzz/Driver",
            linkerSettings: [.unsafeFlags(["-sanitize=address", fuzzer]), .linkedLibrary("stdc++")]))
}
