import Augmenters
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import NoisyTwins
import Regularizers
import Testing

/// What the components say of recipes that cannot work. Each message stands next to the component's own tests otherwise.
@Suite(.onChosenBackend) struct RecipeErrorTests {
    private let build: BuildContext

    init() throws { build = BuildContext(path: "test", data: try tinyComposition().data.facts, seed: 1) }

    /// A composition whose generator shows no styles.
    private func plain() throws -> Composition {
        let tiny = try tinyComposition()
        return Composition(
            data: tiny.data, generator: PlainGenerator(NoSettings(), build), discriminator: tiny.discriminator,
            loss: tiny.loss, seed: 1)
    }

    @Test func pathLengthNeedsStyles() throws {
        let expected = RecipeError(
            problem: "the generator has no styles to measure paths in",
            fix: "use a generator with styles, such as stylegan2, or remove this regularizer")
        let composition = try plain()
        #expect(throws: expected) { try PathLength(.init(), build).check(composition) }
        try PathLength(.init(), build).check(tinyComposition())
    }

    @Test func twinsNeedStyles() throws {
        let expected = RecipeError(
            problem: "the generator has no styles for twins to agree in",
            fix: "use a generator with styles, such as stylegan2, or remove this regularizer")
        let composition = try plain()
        #expect(throws: expected) { try NoisyTwins(.init(), build).check(composition) }
    }

    /// The trainer refuses a batch that the twins cannot halve.
    @Test func oddBatchesHaveNoTwins() throws {
        let slot = RegularizerSlot(name: "twins", regularizer: NoisyTwins(.init(), build), schedule: .init())
        let composition = try tinyComposition(regularizers: [slot])
        let train = TrainSettings()
        train.batch = 7
        let expected = RecipeError(
            key: "batch", problem: "`twins` splits the batch into 2 views, and 7 is no multiple of that",
            fix: "train.batch: 8")
        #expect(throws: expected) { try train.check(composition) }
    }

    @Test func emptyPolicy() {
        let settings = DiffAugment.Settings()
        settings.policy = []
        #expect(
            settings.conflicts() == [
                RecipeError(key: "policy", problem: "it is empty, so nothing is done", fix: "remove `augment`")
            ])
        #expect(DiffAugment.Settings().conflicts().isEmpty)
    }

    @Test func nothingToCompare() {
        let settings = Consistency.Settings()
        settings.realWeight = 0
        #expect(
            settings.conflicts() == [
                RecipeError(
                    key: "real_weight", problem: "both factors are 0, so nothing is compared", fix: "real_weight: 1")
            ])
        settings.fakeWeight = 1
        #expect(settings.conflicts().isEmpty)
    }
}

/// A generator that makes grey images of nothing.
private final class PlainGenerator: Module, Generator {
    static let name = "plain"
    static let summary = "for tests"
    let latentSize = 4
    let conditioner: (any Conditioner)? = nil

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        GeneratorOutput(images: .zeros([z.shape[0], 1, 4, 4]))
    }
}
