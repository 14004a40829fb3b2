import Augmenters
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Heads
import Losses
import NoisyTwins
import Regularizers
import Testing

/// What the components say of recipes that cannot work. Each message stands next to the component's own tests otherwise.
@Suite(.onChosenBackend) struct RecipeErrorTests {
    private let build: BuildContext

    init() throws { build = BuildContext(path: "test", data: try tinyComposition().data.info, seed: 1) }

    /// A composition whose generator shows no styles.
    private func plain() throws -> Composition {
        let tiny = try tinyComposition()
        return Composition(
            data: tiny.data, generator: PlainGenerator(NoSettings(), build), discriminator: tiny.discriminator,
            loss: tiny.loss, seed: 1)
    }

    @Test func pathLengthNeedsStyles() throws {
        let expected = RecipeError(
            problem: "it needs a generator with styles, but this generator has none",
            fix: "use a generator with styles, such as stylegan2, or remove this regularizer")
        let composition = try plain()
        #expect(throws: expected) { try PathLength(.init(), build).validate(composition) }
        try PathLength(.init(), build).validate(tinyComposition())
    }

    @Test func twinsNeedStyles() throws {
        let expected = RecipeError(
            problem: "it needs a generator with styles, but this generator has none",
            fix: "use a generator with styles, such as stylegan2, or remove this regularizer")
        let composition = try plain()
        #expect(throws: expected) { try NoisyTwins(.init(), build).validate(composition) }
    }

    /// The trainer refuses a batch that the twins cannot halve.
    @Test func oddBatchesHaveNoTwins() throws {
        let slot = RegularizerSlot(name: "twins", regularizer: NoisyTwins(.init(), build), schedule: .init())
        let composition = try tinyComposition(regularizers: [slot])
        var train = TrainSettings()
        train.batch = 7
        let expected = RecipeError(
            key: "batch", problem: "`regularizers.twins` splits the batch into 2 views, but 7 is not a multiple of 2",
            fix: "set train.batch to 8")
        #expect(throws: expected) { try train.validate(composition) }
    }

    /// However it is sliced: twins are compared over the whole batch.
    @Test(arguments: [nil, 2]) func fewTwins(_ microbatch: Int?) throws {
        let slot = RegularizerSlot(name: "twins", regularizer: NoisyTwins(.init(), build), schedule: .init())
        let composition = try tinyComposition(regularizers: [slot])
        var train = TrainSettings()
        (train.batch, train.microbatch) = (6, microbatch)
        let needs = "use at least 4 pairs (batch 8), better 8 (batch 16)"
        let expected = RecipeError(
            key: "batch",
            problem:
                "`regularizers.twins`: it compares 3 pairs of twins, too few: the penalty is constant or its gradient explodes; \(needs)",
            fix: "set train.batch to 8")
        #expect(throws: expected) { try train.validate(composition) }
        train.batch = 8
        try train.validate(composition)
        #expect(
            try train.warnings(of: composition) == [
                "`train.batch`: `regularizers.twins`: it compares 4 pairs of twins, so few that some gradients are very large; use 8 pairs or more (batch 16)"
            ])
        train.batch = 16
        #expect(try train.warnings(of: composition).isEmpty)
    }

    /// Slices of one image leave the heads and the loss that compare images with nothing to compare.
    @Test(arguments: ["contrastive", "d2d_ce", "top_k"]) func slicesOfOne(_ name: String) throws {
        let tiny = try tinyComposition()
        let headBuild = try testBuild("discriminator.head", tiny.data.info, features: 4)
        let head: (any DiscriminatorHead)? =
            switch name {
            case "contrastive": try ContrastiveHead(.init(), headBuild)
            case "d2d_ce": try DataToDataHead(.init(), headBuild)
            default: nil
            }
        let loss = name == "top_k" ? try TopKLoss(.init(), build) : nil
        let composition = Composition(
            data: tiny.data, generator: tiny.generator, discriminator: HeadedDiscriminator(head),
            loss: loss ?? tiny.loss, seed: 1)
        var train = TrainSettings()
        (train.batch, train.microbatch) = (4, 1)
        let problem =
            name == "top_k"
            ? "`loss`: it drops the worst images of a batch, so it needs at least 2 images at once; it has 1"
            : "`discriminator.head`: it compares images with each other, so it needs at least 2 images at once; it has 1"
        #expect(throws: RecipeError(key: "microbatch", problem: problem, fix: "set train.microbatch to 2")) {
            try train.validate(composition)
        }
        train.microbatch = 2
        try train.validate(composition)
    }

    @Test func emptyPolicy() {
        var settings = DiffAugment.Settings()
        settings.policy = []
        #expect(
            settings.conflicts() == [
                RecipeError(key: "policy", problem: "it is empty, so no image is augmented", fix: "remove `augment`")
            ])
        #expect(DiffAugment.Settings().conflicts().isEmpty)
    }

    @Test func nothingToCompare() {
        var settings = Consistency.Settings()
        settings.realWeight = 0
        #expect(
            settings.conflicts() == [
                RecipeError(
                    key: "real_weight", problem: "both weights are 0, so the term has no effect",
                    fix: "set real_weight, for example to 1")
            ])
        settings.fakeWeight = 1
        #expect(settings.conflicts().isEmpty)
    }
}

/// A generator that makes gray images of nothing.
private final class PlainGenerator: Module, Generator {
    static let name = "plain"
    static let summary = "for tests"
    let latentSize = 4
    let conditioner: (any Conditioner)? = nil
    var layerOrder: [String] { declaredLayers }

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        GeneratorOutput(images: .zeros([z.shape[0], 1, 4, 4]))
    }
}

/// A head on mean colors.
private final class HeadedDiscriminator: Module, Discriminator {
    static let name = "headed"
    static let summary = "for tests"
    let head: (any DiscriminatorHead)?
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }

    init(_ head: (any DiscriminatorHead)?) { self.head = head }
    init(_ settings: NoSettings, _ build: BuildContext) { head = nil }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        DiscriminatorOutput(logits: images.mean(1, 2, 3))
    }
}
