import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(UTLO.self) }

/// UTLO: the adversarial loss of small images without labels, beside that of whole images with labels (Khorram et al. 2024,
/// arXiv:2402.17065, section 3; METHODS §19.3). Rare classes then learn from all classes what layers of low resolution make.
///
/// The objective becomes 1 / (1 + α) times the loss with labels plus α / (1 + α) times that without. Needs
/// `class_free_resolution` in both networks.
public final class UTLO: Module, Regularizer {
    public struct Settings: ComponentSettings {
        @Setting("weight of the loss without labels relative to that with labels; published: 1 to 10", above: 0)
        public var alpha: Double = 1

        public init() {}
    }

    public static let name = "utlo"
    public static let summary =
        "a loss without labels at low resolution, which all classes share (UTLO); for long tails"
    public static let source: String? = "Khorram et al. 2024, arXiv:2402.17065"

    private let alpha: Double
    private let augment = AugmenterReference()

    public init(_ settings: Settings, _ build: BuildContext) { alpha = settings.alpha }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        switch phase {
        case .generator: [.fakeLogits, .styles]
        case .discriminator: [.realLogits, .fakeLogits, .realImages, .styles]
        }
    }

    public func validate(_ composition: Composition) throws {
        try composition.refuseLossOfPairs()
        try refuseSchedule(composition)
        let made = (composition.generator as? any ClassFreeGenerator)?.classFreeResolution
        let judged = (composition.discriminator as? any ClassFreeDiscriminator)?.classFreeResolution
        guard let made, made == judged else {
            let (made, judged) = (made.map(String.init) ?? "none", judged.map(String.init) ?? "none")
            throw RecipeError(
                problem:
                    "it needs the same class_free_resolution in both networks, but the generator's is \(made) and the discriminator's is \(judged)",
                fix:
                    "use stylegan2 or biggan with class_free_resolution: 8 in both networks, or remove this regularizer"
            )
        }
        guard composition.discriminator.head?.replacesAdversarialLoss != true else {
            throw RecipeError(
                problem: "the discriminator's head replaces the adversarial loss, which it needs",
                fix: "use another head, or remove this regularizer")
        }
    }

    /// Its term is a difference: another weight than 1 would leave the loss with labels another share than 1 / (1 + α), and a larger one a
    /// negative share.
    private func refuseSchedule(_ composition: Composition) throws {
        guard let own = composition.regularizers.first(where: { $0.regularizer === self })?.schedule else { return }
        if own.every != 1 {
            throw RecipeError(
                key: "every", problem: "it is \(own.every), but this term belongs to the loss of every step",
                fix: "remove this key")
        }
        if own.weight.constant != 1 {
            throw RecipeError(
                key: "weight", problem: "this term takes its weight from the loss with labels, so it must be 1",
                fix: "remove this key, and choose the weight with `alpha`")
        }
    }

    public func attach(to composition: Composition) { augment.augmenter = composition.augmenter }

    public func penalty(_ step: StepView) throws -> Tensor {
        let (fake, made) = (try step.fake().logits, try smallFakes(step))
        let freeFake = try logits(of: made, step)
        switch step.phase {
        case .generator:
            return try term(
                step.generatorLoss(fake: freeFake, labels: nil),
                step.generatorLoss(fake: fake, labels: step.fake().labels))
        case .discriminator:
            let real = try step.real()
            let freeReal = try logits(of: Self.reduced(try real.images.detached(), to: made.shape[3]), step)
            return try term(
                step.discriminatorLoss(real: freeReal, fake: freeFake, labels: nil),
                step.discriminatorLoss(real: real.logits, fake: fake, labels: (real.labels, step.fake().labels)))
        }
    }

    /// [N, C, H, W]; constants in the discriminator's phase.
    private func smallFakes(_ step: StepView) throws -> Tensor {
        guard let generator = step.generator as? any ClassFreeGenerator else { return Tensor(0) }
        let styles = try step.generated().styles
        func made() throws -> Tensor {
            try keepingState(of: [generator]) { try generator.classFreeImages(styles, Self.pass(step)) }
        }
        return try step.phase == .generator ? made() : withoutGradients(made)
    }

    private func logits(of images: Tensor, _ step: StepView) throws -> Tensor {
        guard let discriminator = step.discriminator as? any ClassFreeDiscriminator else { return Tensor(0) }
        let seen = try augment.augmenter?(images, random: step.random) ?? images
        return try keepingState(of: [discriminator]) { try discriminator.classFreeLogits(seen, Self.pass(step)) }
    }

    private static func pass(_ step: StepView) -> ForwardPass {
        ForwardPass(phase: step.phase, random: step.random, position: step.position)
    }

    /// Halves images until their width is `width`.
    static func reduced(_ images: Tensor, to width: Int) -> Tensor {
        images.shape[3] > width ? reduced(images.downsampled(.binomial), to: width) : images
    }

    /// What is to be added to the loss with labels, which the objective already has.
    private func term(_ free: Tensor, _ labeled: Tensor) -> Tensor { Self.term(free, labeled, alpha: alpha) }

    /// α / (1 + α) · (free - labeled).
    static func term(_ free: Tensor, _ labeled: Tensor, alpha: Double) -> Tensor {
        (free - labeled) * (alpha / (1 + alpha))
    }
}

/// The recipe's augmenter, which is no part of this term.
private final class AugmenterReference {
    var augmenter: (any Augmenter)?
}
