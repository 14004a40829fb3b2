import GANCore
import GANModule
import GANTensor

/// Compares what components return in a step with what their roles promise (`OutputRules`), and with what training needs of
/// them.
///
/// Thorough steps are the first of a process, and one that is repeated because a number was not finite.
struct OutputChecks {
    let info: DatasetInfo
    /// The parameters of each phase's network that are trained.
    private let trained: [Phase: [Parameter]]
    var isThorough = false
    /// Whether no step was made yet.
    var isUntrained = false

    init(_ composition: Composition) {
        info = composition.data.info
        func parameters(_ network: Module) -> [Parameter] {
            network.parameters().map(\.parameter).filter { !$0.isFrozen }
        }
        trained = [
            .generator: parameters(composition.generator), .discriminator: parameters(composition.discriminator),
        ]
    }

    private var rules: OutputRules { OutputRules(isThorough: isThorough, isUntrained: isUntrained) }

    // MARK: Networks

    /// Images of `generator` for `count` latents.
    func images(_ images: Tensor, of generator: any Generator, count: Int) throws {
        try rules.same(images.shape, [count, info.channels, info.height, info.width], "images", generator)
        try rules.connected(
            images, to: weights(of: .generator), generator,
            "returned images that no weight of it can be trained with", computedFrom: "its weights and z")
        try rules.images(images, of: generator, shape: images.shape)
    }

    func latents(_ latents: StyleLatents, of generator: any Generator, count: Int) throws {
        try rules.latents(latents, of: generator, count: count)
    }

    /// The output of `discriminator` for `images`.
    /// - Parameter phase: of training.
    func output(
        _ output: DiscriminatorOutput, of discriminator: any Discriminator, images: Tensor, in phase: Phase
    ) throws {
        let (count, judgesParts) = (images.shape[0], discriminator.judgesParts)
        let shapes = OutputRules(isThorough: false)
        try shapes.output(output, of: discriminator, count: count, judgesParts: judgesParts)
        if phase == .discriminator {
            try rules.connected(
                output.logits, to: weights(of: phase), discriminator,
                "returned logits that no weight of it can be trained with", computedFrom: "its weights and the images")
        }
        try rules.connected(
            output.logits, to: [images], discriminator,
            "returned logits through which no gradient reaches the images", computedFrom: "the images")
        guard isThorough else { return }
        try rules.fresh(output.logits, "logits", discriminator)
        try rules.finite(output.logits, "logits", discriminator)
    }

    // MARK: Other components

    /// The images that `augmenter` made of `images`.
    func augmented(_ result: Tensor, from images: Tensor, of augmenter: any Augmenter) throws {
        try rules.augmented(result, from: images, of: augmenter)
    }

    /// The latents that `editor` made of `z`.
    func edited(_ result: Tensor, from z: Tensor, of editor: any LatentEditor) throws {
        guard let component = editor as? any Component else { return }
        try rules.same(result.shape, z.shape, "latents", component)
        guard isThorough else { return }
        try rules.fresh(result, "latents", component)
        try rules.finite(result, "latents", component)
    }

    /// The logits that `loss` made of those of the discriminator.
    func adjusted(_ result: Tensor, from logits: Tensor, of loss: any LabelReadingLoss) throws {
        try rules.same(result.shape, logits.shape, "adjusted logits", loss)
        try rules.connected(
            result, to: [logits], loss, "returned adjusted logits through which no gradient reaches the logits",
            computedFrom: "the logits")
        guard isThorough else { return }
        try rules.fresh(result, "adjusted logits", loss)
        try rules.finite(result, "adjusted logits", loss)
    }

    /// The loss of logits. Its value is looked at in each step, with those of the other terms.
    func loss(_ value: Tensor, of loss: any AdversarialLoss, logits: [Tensor]) throws {
        try rules.loss(value, of: loss, logits: logits)
    }

    /// The penalty of a term, as a term of the objective. Its value is looked at in each step, with those of the other terms.
    func penalty(_ value: Tensor, of term: LossTerm) throws -> Tensor {
        guard let result = value.objectiveTerm else {
            throw ContractViolation(
                describing: term.describedComponent,
                "returned a penalty of shape \(value.shape) and type \(value.dtype)",
                expected: "a scalar of type float32", fix: "return a scalar, such as a mean")
        }
        guard let component = term.component, isThorough else { return result }
        try rules.fresh(value, "a penalty", component)
        try rules.finite(value, "a penalty", component)
        return result
    }

    /// The penalty of a term that is used for the first time.
    /// - Parameter parameters: what the phase trains; nothing is compared if it is empty.
    func penaltyIsConnected(_ value: Tensor, of term: LossTerm, parameters: [Tensor]) throws {
        guard !parameters.isEmpty, !value.depends(onAnyOf: parameters) else { return }
        throw ContractViolation(
            describing: term.describedComponent,
            "returned a penalty that depends on no weight that is trained in the \(term.phase.rawValue)'s phase",
            fix:
                "compute it from what the step gives with tensor operations, return nil from requiredInputs(in:) for phases"
                + " where it does not apply, or set its weight to 0")
    }

    /// A value that `component` reports.
    func metric(_ value: Tensor, named name: String, of component: any Component) throws(ContractViolation) {
        guard value.count == 1 else {
            throw ContractViolation(
                component, "reported `\(name)` of shape \(value.shape)", expected: "a scalar",
                fix: "report a mean")
        }
        guard !isThorough || value.isFinite() else {
            throw ContractViolation(
                component, "reported `\(name)`, which is NaN or infinite",
                fix: "report it only where it has a value")
        }
    }

    // MARK: Data

    /// A batch of `count` samples of `data`.
    func samples(_ samples: Samples, of data: any Dataset, count: Int, _ finite: FiniteChecks) throws {
        try rules.samples(samples, of: data, count: count, areFinite: finite.areFinite)
    }

    private func weights(of phase: Phase) -> [Tensor] { (trained[phase] ?? []).map(\.stored) }
}
