import Augmenters
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Regularizers
import Samplers
import Testing

/// Regularizers of logits with `class_weights`. Classes of 12, 6 and 6 images weigh 0.6, 1.2 and 1.2.
@Suite(.onChosenBackend) struct ClassWeightTests {
    private let composition: Composition
    private let build: BuildContext

    init() throws {
        composition = try tinyComposition()
        build = BuildContext(path: "regularizers.test", data: composition.data.info, seed: 1)
    }

    private func output(_ logits: Tensor, _ evidence: [String: Tensor] = [:]) -> DiscriminatorPass.Rows {
        .init(images: nil, output: DiscriminatorOutput(logits: logits, evidence: evidence))
    }

    /// By hand: (0.6 · 1 + 1.2 · 4 + 1.2 · 9) / 3, and (0.6 · 16 + 1.2 · 0 + 1.2 · 25) / 3 for the fakes.
    @Test(arguments: [(false, 5.4), (true, 5.4 + 13.2)])
    func logitsOfRareClassesDriftLess(_ includesFakes: Bool, _ expected: Double) throws {
        var settings = LogitDrift.Settings()
        (settings.includesFakes, settings.classWeights) = (includesFakes, "class_balanced")
        let drift = try LogitDrift(settings, build)
        var step = StepRows(count: 3)
        step.labels = Tensor.identity(3)
        step.real = output(Tensor([1, -2, 3] as [Float], shape: [3]))
        step.fake = output(Tensor([4, 0, 5] as [Float], shape: [3]))
        let penalty = try drift.penalty(step.view(for: drift, in: .discriminator, of: composition))
        #expect((penalty.item() - expected).magnitude < 1e-5)
    }

    /// A class of no images leaves the others as they are without it; generated images of it weigh as the heaviest.
    @Test func aClassWithoutImagesChangesNoOther() throws {
        func info(_ counts: [Int]) -> DatasetInfo {
            DatasetInfo(
                count: counts.reduce(0, +), channels: 1, height: 4, width: 4, labelKind: .classes,
                labelSize: counts.count, classCounts: counts)
        }
        let (own, with) = (info([12, 6, 6]), info([12, 6, 0, 6]))
        let sampler = try ClassBalancedSampler(.init(), build)
        let weights = try sampler.lossWeights(of: with, at: .start)
        for (found, expected) in zip(weights, [0.6, 1.2, 1.2, 1.2]) { #expect((found - expected).magnitude < 1e-12) }
        let (factors, others) = (with.rarityFactors(beta: 0.9), own.rarityFactors(beta: 0.9))
        #expect([factors[0], factors[1], factors[3]] == others && factors[2] == others[1])
    }

    /// Mirrored copies are no further images: effective numbers are those of the images. At β = 0.9 and 2 images, E = 1.9.
    @Test func mirroredCopiesDoNotCount() throws {
        func info(copies: Int) -> DatasetInfo {
            var info = DatasetInfo(
                count: 5 * copies, channels: 1, height: 4, width: 4, labelKind: .classes, labelSize: 2,
                classCounts: [2 * copies, 3 * copies])
            info.copies = copies
            return info
        }
        var settings = EffectiveNumberSampler.Settings()
        settings.beta = 0.9
        let sampler = EffectiveNumberSampler(settings, build)
        let (plain, doubled) = (info(copies: 1), info(copies: 2))
        #expect(doubled.rarityFactors(beta: 0.9) == plain.rarityFactors(beta: 0.9))
        let weights = try sampler.classWeights(of: doubled, at: .start)
        for (found, expected) in zip(weights, [1 / 1.9, 1 / 2.71]) { #expect((found - expected).magnitude < 1e-12) }
    }

    /// By hand: a logit of 0 with evidence of 0 everywhere, compared with a discriminator that gives an image of class c the logit c + 1
    /// and the evidence (c, 0). Classes 2 and 0: (1.2 · 9 + 0.6 · 1) / 2 for the logits, (1.2 · 4 / 2 + 0.6 · 0) / 2 for the evidence.
    @Test func copiesOfRareClassesAreMoreConsistent() throws {
        let judge = LabelDiscriminator()
        let labeled = Composition(
            data: composition.data, generator: composition.generator, discriminator: judge, loss: composition.loss,
            seed: composition.seed)
        var settings = Consistency.Settings()
        (settings.augmenter, settings.classWeights) = ("diffaugment", "class_balanced")
        let consistency = try Consistency(settings, build)
        var step = StepRows(count: 2)
        step.labels = Tensor.identity(3).rows(at: Tensor([Int32(2), 0], shape: [2]))
        step.real = output(.zeros([2]), ["class": .zeros([2, 2])])
        step.real?.images = try composition.data.samples(at: [0, 1]).images
        let penalty = try consistency.penalty(step.view(for: consistency, in: .discriminator, of: labeled))
        #expect((penalty.item() - 5.7 - 1.2).magnitude < 1e-5)
    }
}

/// Gives an image of class c the logit c + 1 and the evidence (c, 0), whatever it shows.
private final class LabelDiscriminator: Module, Discriminator {
    static let name = "label_discriminator"
    static let summary = "a discriminator for tests"

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) throws {}

    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        let numbers = (labels * Tensor([0, 1, 2] as [Float], shape: [1, 3])).sum(1)
        // The images are part of the graph, as the checks of a pass demand.
        let logits = numbers + 1 + images.sum(1, 2, 3) * 0
        let evidence = concatenate([numbers.reshaped(2, 1), .zeros([2, 1])], axis: 1)
        return DiscriminatorOutput(logits: logits, evidence: ["class": evidence])
    }
}
