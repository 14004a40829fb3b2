import GANCore
import GANModule

/// The keys of `freeze`: weights that keep their initial values. FreezeD (Mo et al. 2020, arXiv:2002.10964) freezes the
/// discriminator's first layers.
public struct FreezeSettings: RecipeSection {
    public static let name = "freeze"
    public static let summary = "parameters that are not trained, in a recipe with transfer:"

    @Setting("patterns of parameter paths, such as generator.mapping.*, where * matches any text")
    public var parameters: [String] = []
    @Setting(
        "number of the discriminator's first layers to freeze, counted from the image; a layer is a module with its own weights",
        in: 0...)
    public var discriminatorLayers: Int = 0

    public init() {}

    public func apply(to composition: Composition) throws {
        for pattern in parameters { try freeze(pattern, in: composition) }
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

    /// Freezes the first layers in the network's order, which is from images to logits (METHODS §1.9).
    private func freezeLayers(of discriminator: any Discriminator) throws {
        let layers = Self.layers(of: discriminator)
        guard discriminatorLayers <= layers.count else {
            throw RecipeError(
                key: "discriminator_layers", problem: "the discriminator has \(layers.count) layers",
                fix: "use a number up to \(layers.count)")
        }
        let chosen = Set(layers.prefix(discriminatorLayers))
        discriminator.freeze { chosen.contains(Self.owner(of: $0)) }
    }

    /// Paths of the modules with own weights, without duplicates and without those for labels.
    static func layers(of discriminator: any Discriminator) -> [String] {
        let others = labelParts(of: discriminator)
        let owners = discriminator.parameters().map { owner(of: $0.path) }.filter { owner in
            !others.contains { owner == $0 || owner.hasPrefix("\($0).") }
        }
        return owners.enumerated().filter { owners.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }

    /// Conditioners, including the surrounding modules that exist only for labels.
    private static func labelParts(of discriminator: any Discriminator) -> [String] {
        let modules = discriminator.modules()
        let wholes = modules.flatMap { path, module in
            ((module as? any TransferableModule)?.conditionalParts ?? []).map { path.isEmpty ? $0 : "\(path).\($0)" }
        }
        return modules.filter { $0.module is any Conditioner || $0.module is LabelDirections }.map { path, _ in
            wholes.first { path.hasPrefix("\($0).") } ?? path
        }
    }

    private static func owner(of path: String) -> String {
        path.split(separator: ".").dropLast().joined(separator: ".")
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(section: FreezeSettings.self) }
