import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// An error that a component throws arrives with the component's path, phase and step. The generator's phase comes first.
@Suite(.onChosenBackend) struct ComponentErrorTests {
    private func error(_ composition: Composition, steps: Int = 1) throws -> ComponentError {
        let trainer = try Trainer(composition)
        for _ in 1..<steps { try trainer.advance() }
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        return try #require(error)
    }

    private func composition(
        generator: (any Generator)? = nil, discriminator: (any Discriminator)? = nil,
        augmenter: (any Augmenter)? = nil, loss: (any AdversarialLoss)? = nil, _ slots: [RegularizerSlot] = []
    ) throws -> Composition {
        let own = try trainable(slots)
        return Composition(
            data: own.data, generator: generator ?? own.generator, discriminator: discriminator ?? own.discriminator,
            augmenter: augmenter, loss: loss ?? own.loss, regularizers: slots, seed: 1,
            sections: [own.section(TrainSettings.self)])
    }

    @Test func ofNetworks() throws {
        let build = BuildContext(path: "generator", data: try tinyComposition().data.info, seed: 1)
        let generator = try error(composition(generator: RefusingGenerator(NoSettings(), build)))
        #expect(
            "\(generator)" == "`generator`, generator's phase, step 0: the generator refuses"
                && generator.underlying is Refusal)
        let discriminator = try error(composition(discriminator: RefusingDiscriminator(NoSettings(), build)))
        #expect("\(discriminator)" == "`discriminator`, generator's phase, step 0: the discriminator refuses")
    }

    /// The conditioner is named, not the network that calls it.
    @Test func ofConditioners() throws {
        let choice = choose(RefusingConditioner.self, as: .conditioner)
        let generator = try tinyComposition(conditioner: choice).generator
        let found = try error(composition(generator: generator))
        #expect("\(found)" == "`conditioner`, generator's phase, step 0: the conditioner refuses")
        #expect((found.path, found.phase, found.step) == ("conditioner", .generator, 0))
        let pass = ForwardPass(phase: nil, random: RandomStream(seed: 1, path: "pass"))
        let outside = #expect(throws: ComponentError.self) {
            try generator(.zeros([1, generator.latentSize]), .zeros([1, 3]), pass)
        }
        #expect("\(try #require(outside))" == "`conditioner`: the conditioner refuses")
    }

    @Test func ofAugmenters() throws {
        let all = RefusingAugmenter()
        #expect(
            "\(try error(composition(augmenter: all)))" == "`augment`, discriminator's phase, step 0: it refuses reals")
        all.replaces = true
        #expect(
            "\(try error(composition(augmenter: all)))" == "`augment`, generator's phase, step 0: it refuses images"
        )
    }

    @Test(arguments: Phase.allCases) func ofLosses(_ phase: Phase) throws {
        let found = try error(composition(loss: RefusingLoss(phase)))
        #expect("\(found)" == "`loss`, \(phase.rawValue)'s phase, step 0: the loss refuses")
    }

    @Test func ofTerms() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        term.body = { step in
            if step.step == 2 { throw Refusal("the term refuses") }
            return try step.generated().images.mean()
        }
        let found = try error(composition([slot(term)]), steps: 3)
        #expect("\(found)" == "`regularizers.closure`, generator's phase, step 2: the term refuses")
        #expect((found.path, found.phase, found.step) == ("regularizers.closure", .generator, 2))
    }

    /// The network that fails is named, not the term that asks for another pass.
    @Test func ofFurtherPasses() throws {
        let build = BuildContext(path: "discriminator", data: try tinyComposition().data.info, seed: 1)
        let discriminator = RefusingDiscriminator(NoSettings(), build)
        discriminator.isWilling = true
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realImages]
        term.body = { step in
            discriminator.isWilling = false
            return try step.discriminate(step.real().images, step.real().labels).logits.mean()
        }
        let found = try error(composition(discriminator: discriminator, [slot(term)]))
        #expect("\(found)" == "`discriminator`, discriminator's phase, step 0: the discriminator refuses")
    }

    @Test func ofLatentEditorsAndObservers() throws {
        let editor = RefusingEditor()
        #expect(
            "\(try error(composition([slot(editor)])))"
                == "`regularizers.closure`, generator's phase, step 0: the editor refuses")
        editor.refused = "finished"
        #expect("\(try error(composition([slot(editor)])))" == "`regularizers.closure`, step 0: the observer refuses")
        editor.refused = "begins"
        #expect("\(try error(composition([slot(editor)])))" == "`regularizers.closure`: the observer refuses")
    }

    @Test func ofMetrics() throws {
        let editor = RefusingEditor()
        let error = #expect(throws: ComponentError.self) { try composition([slot(editor)]).metrics }
        #expect("\(try #require(error))" == "`regularizers.closure`: the metrics refuse")
    }
}

private struct Refusal: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

private final class RefusingGenerator: Module, Generator {
    static let name = "refusing_generator"
    static let summary = "a generator for tests"
    let latentSize = 2
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    @Parameter var weight: Tensor = .ones([1])

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        throw Refusal("the generator refuses")
    }
}

private final class RefusingDiscriminator: Module, Discriminator {
    static let name = "refusing_discriminator"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    @Parameter var weight: Tensor = .ones([1])
    var isWilling = false

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        guard isWilling else { throw Refusal("the discriminator refuses") }
        return DiscriminatorOutput(logits: images.mean(1, 2, 3) * weight)
    }
}

private final class RefusingConditioner: Module, Conditioner {
    static let name = "refusing_conditioner"
    static let summary = "a conditioner for tests"

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        throw Refusal("the conditioner refuses")
    }
}

private final class RefusingAugmenter: Module, RealReplacer {
    static let name = "refusing_augmenter"
    static let summary = "an augmenter for tests"
    var replaces = false

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ images: Tensor, random: RandomStream) throws -> Tensor {
        guard !replaces else { throw Refusal("it refuses images") }
        return images
    }

    func replacing(_ reals: Tensor, from row: Int, random: RandomStream) throws -> Tensor {
        guard replaces else { throw Refusal("it refuses reals") }
        return reals
    }
}

private final class RefusingLoss: AdversarialLoss {
    static let name = "refusing_loss"
    static let summary = "a loss for tests"
    private let refused: Phase

    init(_ refused: Phase) { self.refused = refused }
    init(_ settings: NoSettings, _ build: BuildContext) { refused = .generator }

    func discriminator(real: Tensor, fake: Tensor) throws -> Tensor { try loss(real, .discriminator) }
    func generator(real: Tensor?, fake: Tensor) throws -> Tensor { try loss(fake, .generator) }

    private func loss(_ logits: Tensor, _ phase: Phase) throws -> Tensor {
        guard phase != refused else { throw Refusal("the loss refuses") }
        return logits.mean()
    }
}

private final class RefusingEditor: Module, Regularizer, LatentEditor, StepObserver, MetricSource {
    static let name = "refusing_editor"
    static let summary = "a latent editor for tests"
    var refused = "edited"

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .generator ? .fakeLogits : nil }
    func penalty(_ step: StepView) throws -> Tensor { try step.fake().logits.mean() }

    func edited(_ z: Tensor, step: Int, random: RandomStream) throws -> Tensor {
        guard refused != "edited" else { throw Refusal("the editor refuses") }
        return z
    }

    func observe(_ event: StepEvent) throws {
        switch event {
        case .begins where refused == "begins": throw Refusal("the observer refuses")
        case .finished where refused == "finished": throw Refusal("the observer refuses")
        default: break
        }
    }

    var metrics: [(name: String, value: Double)] { get throws { throw Refusal("the metrics refuse") } }
}
