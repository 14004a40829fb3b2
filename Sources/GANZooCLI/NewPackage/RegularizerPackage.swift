/// The files of a package with one regularizer. `Examples/LogitRange` is the output for `logit_range`: a test compares them, and there
/// these texts are compiled and run.
struct RegularizerPackage {
    let names: ComponentNames
    /// The path to GANZoo's package for the manifest.
    let zoo: String

    private var name: String { names.name }
    private var type: String { names.type }

    var files: [(path: String, text: String)] {
        [
            ("Package.swift", manifest), ("Sources/\(type)/\(type).swift", regularizer),
            ("Sources/ganzoo/main.swift", program), ("recipes/\(name).yaml", recipe),
            ("Tests/\(type)Tests/\(type)Tests.swift", tests), ("README.md", readme),
            (".gitignore", ".build*\nruns/\n*.so\n"),
        ]
    }

    private var manifest: String {
        """
        // swift-tools-version: 6.3
        import PackageDescription

        func zoo(_ product: String) -> Target.Dependency { .product(name: product, package: "GANZoo") }

        let package = Package(
            name: "\(type)",
            products: [.library(name: "\(type)", targets: ["\(type)"])],
            dependencies: [.package(name: "GANZoo", path: "\(zoo)")],
            targets: [
                .target(name: "\(type)", dependencies: [zoo("GANTensor"), zoo("GANModule"), zoo("GANCore")]),
                .executableTarget(
                    name: "\(name)-ganzoo", dependencies: ["\(type)", zoo("GANZooCLI")], path: "Sources/ganzoo"),
                .testTarget(name: "\(type)Tests", dependencies: ["\(type)", zoo("GANTestSupport"), zoo("GANZooCLI")]),
            ],
            swiftLanguageModes: [.v6]
        )

        """
    }

    private var regularizer: String {
        """
        import GANCore
        import GANModule
        import GANTensor

        // Adds the regularizer to the catalog of every program that links or loads this file.
        @section("ganzoo_components") @used
        private let record: ComponentRecord = { ComponentCatalog.register(\(type).self) }

        /// Penalizes logits of the discriminator outside -limit ... limit: the mean square of the excess.
        public final class \(type): Module, Regularizer {
            /// Keys of the recipe, in snake case.
            public struct Settings: ComponentSettings {
                @Setting("logits up to this magnitude are not penalized", in: 0...) public var limit: Double = 4

                public init() {}
            }

            public static let name = "\(name)"
            public static let summary = "penalizes logits beyond a limit"

            private let limit: Double

            public init(_ settings: Settings, _ build: BuildContext) { limit = settings.limit }

            /// Declares everything that `penalty` reads; nothing else is computed for it.
            public func requiredInputs(in phase: Phase) -> RequiredInputs? {
                phase == .discriminator ? [.realLogits, .fakeLogits] : nil
            }

            /// The unweighted scalar. Weight, interval, start and end are keys of the regularizer's entry in the recipe.
            public func penalty(_ step: StepView) throws -> Tensor {
                let logits = concatenate([try step.real().logits, try step.fake().logits], axis: 0)  // [N + M]
                step.report("largest", logits.detached().abs().max())
                return relu(logits.abs() - limit).squared().mean()
            }
        }

        """
    }

    private var program: String {
        """
        import GANZooCLI
        import \(type)

        GANZooCLI.main()

        """
    }

    private var recipe: String {
        """
        recipe: 2
        about: {summary: a first run of \(name) on procedural shapes}
        requires: [\(type)]
        seed: 0
        data: {type: shapes, resolution: 16, per_class: 100}
        generator: {type: stylegan2, z_dim: 32, w_dim: 32, mapping_layers: 2, channel_base: 256, channel_max: 16}
        discriminator: {type: stylegan2, mapping_layers: 2, channel_base: 256, channel_max: 16}
        conditioner: embedding
        loss: logistic
        regularizers:
          r1: {weight: 1, every: 16}
          \(name): {weight: 0.1, limit: 0.5}
        train: {kimg: 2, batch: 16}

        """
    }

    private var tests: String {
        """
        import Foundation
        import GANTestSupport
        import GANZooCLI
        import \(type)
        import Testing

        @Suite struct \(type)Tests {
            /// Reads only declared inputs, returns a finite scalar, changes nothing at weight 0, survives a checkpoint.
            @Test func keepsItsPromises() { checkRegularizer(\(type).self, ["limit": "0.01"]) }

            @Test func itsRecipeTrains() throws {
                let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../recipes")
                let metrics = try trainRecipe(folder.appending(path: "\(name).yaml").path, ["train.batch=4"], steps: 2)
                #expect(metrics.allSatisfy { $0["regularizers.\(name)"]?.isFinite == true })
            }
        }

        """
    }

    private var readme: String {
        """
        # \(type)

        A regularizer for GANZoo: `\(name)` penalizes logits of the discriminator outside a range.

        Linked into its own `ganzoo`:

            swift test
            swift run -c release \(name)-ganzoo component show regularizer \(name)
            swift run -c release \(name)-ganzoo train recipes/\(name).yaml --run runs/first

        As a plugin of any `ganzoo` (build it again after each update of `ganzoo`):

            ganzoo plugin build Sources/\(type)/\(type).swift
            ganzoo train recipes/\(name).yaml --plugin \(type).so

        """
    }
}
