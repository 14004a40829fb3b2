import GANCore

/// The keys of `transfer`: the source of the initial weights, and policies for weights that do not fit.
package struct TransferSettings: RecipeSection {
    package static let name = "transfer"
    package static let summary = "source of trained weights, and policies for weights that do not fit"

    /// A recipe with a `transfer` section must name the source, or state that there is none.
    package static let requiredKeys = ["from"]

    package enum Weights: String, CaseIterable, SettingValue, Sendable { case average, trained }

    package enum Network: String, CaseIterable, SettingValue, Sendable { case generator, discriminator }

    package enum Classes: String, CaseIterable, SettingValue, Sendable {
        /// The classes must be the same, in the same order.
        case strict
        case byName = "by_name"
        case byOrder = "by_order"
        /// Each starts as the mean of all classes of the source.
        case average
        /// Each starts as the source's class with the most similar images.
        case nearest
        case reinitialize
    }

    package enum OtherClasses: String, CaseIterable, SettingValue, Sendable { case strict, average, reinitialize }

    package enum Condition: String, CaseIterable, SettingValue, Sendable { case strict, reinitialize }

    package enum Series: String, CaseIterable, SettingValue, Sendable { case strict, match }

    package enum Channels: String, CaseIterable, SettingValue, Sendable { case strict, convert }

    @Setting(path: "a run's folder, one of its checkpoints, or a safetensors file; null: none")
    package var from: String? = nil
    @Setting("checkpoint of the run: newest, best or a step") package var checkpoint = "newest"
    @Setting("weights of the generator: their average, or the trained ones") package var weights = Weights
        .average
    @Setting("networks that are initialized from the source") package var networks = Network.allCases
    @Setting("rule for class-dependent weights, such as embeddings") package var classes = Classes.strict
    @Setting("with by_name or by_order: rule for classes that the source does not have")
    package var otherClasses = OtherClasses.strict
    @Setting("reinitialize: if only one of the two uses labels, the affected layers are reinitialized")
    package var condition = Condition.strict
    @Setting(
        "match: for another image size, layers of equal resolution are transferred; others, and tensors of that size, are reinitialized"
    )
    package var resolution = Series.strict
    @Setting("match: for another number of mapping layers, the first ones are transferred, further ones reinitialized")
    package var mappingDepth = Series.strict
    @Setting("convert: color to gray averages channels, gray to color repeats them") package var channels = Channels
        .strict
    @Setting("patterns of parameters that are always reinitialized, such as discriminator.b4.*")
    package var reinitialize: [String] = []
    @Setting("patterns of the source's tensors that may stay unused") package var ignore: [String] = []

    package init() {}

    package func conflicts() -> [RecipeError] {
        var found: [RecipeError] = []
        if checkpointStep == nil, !["newest", "best"].contains(checkpoint) {
            found.append(
                RecipeError(
                    key: "checkpoint", problem: "`\(checkpoint.shortened(to: 40))` is not a checkpoint",
                    fix: "use newest, best or a step, such as 1500"))
        }
        if otherClasses != .strict, classes != .byName, classes != .byOrder {
            found.append(
                RecipeError(
                    key: "other_classes",
                    problem: "it has no effect with classes: \(classes.rawValue)",
                    fix: "remove it, or set classes to by_name or by_order"))
        }
        if networks.isEmpty {
            found.append(
                RecipeError(
                    key: "networks", problem: "the list is empty",
                    fix: "set networks: [generator, discriminator], or from: null"))
        }
        return found
    }

    var checkpointStep: Int? { Int(checkpoint).flatMap { $0 >= 0 ? $0 : nil } }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(section: TransferSettings.self) }
