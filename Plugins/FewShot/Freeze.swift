import GANCore
import GANModule

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Freeze.self) }

/// Weights that keep their initial values. FreezeD (Mo et al. 2020, arXiv:2002.10964) freezes the discriminator's first
/// layers.
public final class Freeze: Module, TrainingHook {
    public struct Settings: ComponentSettings {
        @Setting("patterns of parameter paths, such as generator.mapping.*, where * matches any text")
        public var parameters: [String] = []
        @Setting(
            "number of the discriminator's first layers to freeze, counted from the image; a layer is a module with its own weights",
            in: 0...)
        public var discriminatorLayers: Int = 0

        public init() {}
    }

    public static let name = "freeze"
    public static let summary = "parameters that are not trained, in a recipe with transfer (FreezeD)"
    public static let source: String? = "Mo et al. 2020, arXiv:2002.10964"

    private let parameterPatterns: [String]
    private let discriminatorLayers: Int

    public init(_ settings: Settings, _ build: BuildContext) {
        (parameterPatterns, discriminatorLayers) = (settings.parameters, settings.discriminatorLayers)
    }

    public func attach(to composition: Composition) throws {
        for pattern in parameterPatterns { try freeze(pattern, in: composition) }
        try freezeLayers(of: composition.discriminator)
    }

    private func freeze(_ text: String, in composition: Composition) throws {
        let pattern = PathPattern(text)
        let frozen = composition.modules.flatMap { part, module in
            module.freeze { pattern.matches("\(part).\($0)") }
        }
        guard frozen.isEmpty else { return }
        let parts = composition.modules.map { "\($0.path).*" }
        throw RecipeError(
            key: "parameters", problem: "`\(text)` matches no parameter",
            fix:
                "start the path with a component, such as \(listed(parts, atMost: 4)); a checkpoint's weights.safetensors lists all paths"
        )
    }

    /// Freezes the first layers in the order that the network states, from images to logits (METHODS §1.9).
    private func freezeLayers(of discriminator: any Discriminator) throws {
        let layers = discriminator.layerOrder
        guard discriminatorLayers <= layers.count else {
            throw RecipeError(
                key: "discriminator_layers", problem: "the discriminator has \(counted(layers.count, "layer"))",
                fix: "use a number up to \(layers.count)")
        }
        for layer in layers.prefix(discriminatorLayers) {
            let frozen = discriminator.freeze { Module.owner(ofParameter: $0) == layer }
            guard !frozen.isEmpty else {
                throw RecipeError(
                    key: "discriminator_layers",
                    problem: "the discriminator's order of layers names `\(layer)`, which has no weights of its own",
                    fix: "correct layerOrder of the discriminator's type")
            }
        }
    }
}
