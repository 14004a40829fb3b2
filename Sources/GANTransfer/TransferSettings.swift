import GANCore

/// The keys of `transfer`: the weights that training begins from, and what is done where they do not fit.
package struct TransferSettings: RecipeSection {
    package static let name = "transfer"
    package static let summary = "a trained network whose weights training begins from"

    /// A recipe that says how to take over weights says from where, or that there is nothing to take over.
    package static let requiredKeys = ["from"]

    package enum Weights: String, CaseIterable, SettingValue, Sendable { case average, trained }

    package enum Network: String, CaseIterable, SettingValue, Sendable { case generator, discriminator }

    package enum Classes: String, CaseIterable, SettingValue, Sendable {
        /// They are the same, in the same order.
        case strict
        case byName = "by_name"
        case byOrder = "by_order"
        /// Each begins as the mean of all of the source's.
        case average
        /// Each begins as the source's class whose images are nearest to its own.
        case nearest
        case reinitialize
    }

    package enum OtherClasses: String, CaseIterable, SettingValue, Sendable { case strict, average, reinitialize }

    package enum Condition: String, CaseIterable, SettingValue, Sendable { case strict, reinitialize }

    package enum Series: String, CaseIterable, SettingValue, Sendable { case strict, match }

    package enum Channels: String, CaseIterable, SettingValue, Sendable { case strict, convert }

    @Setting(path: "a run's folder, one of its checkpoints, or a safetensors file; null for none")
    package var from: String? = nil
    @Setting("which checkpoint of a run: newest, best or a step") package var checkpoint = "newest"
    @Setting("which weights of the generator: their average, or those that trained") package var weights = Weights
        .average
    @Setting("which networks begin from the source") package var networks = Network.allCases
    @Setting("what becomes of weights of each class, such as its embedding") package var classes = Classes.strict
    @Setting("with by_name or by_order: what becomes of classes that the source does not have")
    package var otherClasses = OtherClasses.strict
    @Setting("where only one of the two heeds labels: the layers that this changes begin anew")
    package var condition = Condition.strict
    @Setting("other image sizes: match layers of equal resolution, those without a counterpart begin anew")
    package var resolution = Series.strict
    @Setting("other numbers of mapping layers: match the first ones, further ones begin anew")
    package var mappingDepth = Series.strict
    @Setting("color to gray averages, gray to color repeats") package var channels = Channels.strict
    @Setting("paths that begin anew whatever the source has, such as discriminator.b4.*")
    package var reinitialize: [String] = []
    @Setting("paths of the source that may stay unused") package var ignore: [String] = []

    package init() {}

    package func conflicts() -> [RecipeError] {
        var found: [RecipeError] = []
        if checkpointStep == nil, !["newest", "best"].contains(checkpoint) {
            found.append(
                RecipeError(
                    key: "checkpoint", problem: "`\(checkpoint.shortened(to: 40))` is no checkpoint",
                    fix: "newest, best or a step, such as 1500"))
        }
        if otherClasses != .strict, classes != .byName, classes != .byOrder {
            found.append(
                RecipeError(
                    key: "other_classes",
                    problem: "with classes: \(classes.rawValue) there are no classes without a counterpart",
                    fix: "remove it, or classes: by_name or by_order"))
        }
        if networks.isEmpty {
            found.append(
                RecipeError(
                    key: "networks", problem: "it names no network", fix: "[generator, discriminator], or from: null"))
        }
        return found
    }

    var checkpointStep: Int? { Int(checkpoint).flatMap { $0 >= 0 ? $0 : nil } }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(section: TransferSettings.self) }
