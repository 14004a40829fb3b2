import GANCore
import GANModule
import GANTensor

/// A generator without styles.
final class PlainGenerator: Module, Generator {
    static let name = "plain_generator"
    static let summary = "a generator for tests"
    let latentSize = 2
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        GeneratorOutput(images: .zeros([z.shape[0], 1, 4, 4]))
    }
}

/// Declares styles, and checks nothing itself.
final class ReadsStyles: Module, Regularizer {
    static let name = "reads_styles"
    static let summary = "a regularizer for tests"

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .generator ? .styles : nil }
    func penalty(_ step: StepView) throws -> Tensor { try step.generated().styles.mean() }
}

/// Leaves no row of a batch.
final class TakesNothing: Module, Regularizer {
    static let name = "takes_nothing"
    static let summary = "a regularizer for tests"

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .generator ? .fakeImages : nil }
    func arrange(_ layout: inout BatchLayout, for phase: Phase) { layout.count = 0 }
    func penalty(_ step: StepView) throws -> Tensor { try step.generated().images.mean() }
}

/// A conditioner whose initializer fails.
final class UnmadeConditioner: Module, Conditioner {
    static let name = "unmade_conditioner"
    static let summary = "a conditioner for tests"

    private struct Failure: Error, CustomStringConvertible { let description = "the table is missing" }

    init(_ settings: NoSettings, _ build: BuildContext) throws { throw Failure() }

    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor { labels }
}

/// A conditioner that fails for each network in another way.
final class SizedConditioner: Module, Conditioner {
    static let name = "sized_conditioner"
    static let summary = "a conditioner for tests"

    init(_ settings: NoSettings, _ build: BuildContext) throws {
        throw RecipeError(problem: "it got \(build.features) features", fix: "use a table")
    }

    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor { labels }
}

/// An augmenter whose error has several lines.
final class WordyAugmenter: Module, Augmenter {
    static let name = "wordy_augmenter"
    static let summary = "an augmenter for tests"

    private struct Failure: Error, CustomStringConvertible {
        let description = "colors.txt: it has no colors\n  seen: 0 lines\n  fix: add a color"
    }

    init(_ settings: NoSettings, _ build: BuildContext) throws { throw Failure() }

    func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor { images }
}

/// A generator that makes a conditioner and does not show it.
final class HidingGenerator: Module, Generator {
    static let name = "hiding_generator"
    static let summary = "a generator for tests"
    let latentSize = 2
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    private let hidden: (any Conditioner)?

    init(_ settings: NoSettings, _ build: BuildContext) throws { hidden = try build.conditioner(features: 2) }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        GeneratorOutput(images: .zeros([z.shape[0], 1, 4, 4]))
    }
}

/// A discriminator that makes a head, or a conditioner without one, and shows neither.
final class HidingDiscriminator: Module, Discriminator {
    struct Settings: ComponentSettings {
        @Setting("the last part") var head: ComponentReference<any DiscriminatorHead>? = nil
    }

    static let name = "hiding_discriminator"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    private let hidden: (any DiscriminatorHead)?
    private let embed: (any Conditioner)?

    init(_ settings: Settings, _ build: BuildContext) throws {
        hidden = try settings.head.map {
            try build.head($0, "head", features: 2, layers: .equalized(build.random))
        }
        embed = hidden == nil ? try build.conditioner(features: 2) : nil
    }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        DiscriminatorOutput(logits: images.mean(1, 2, 3))
    }
}
