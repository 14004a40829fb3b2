import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Glibc
import Losses
import Testing

@Suite(.onChosenBackend) struct RelativisticLossTests {
    private func loss() throws -> RelativisticLoss {
        RelativisticLoss(NoSettings(), BuildContext(path: "loss", data: try tinyComposition().data.info, seed: 1))
    }

    /// Values and gradients from PyTorch: Tests/Reference/relativistic.py.
    @Test(arguments: ["images", "patches"]) func agreesWithPyTorch(_ logits: String) throws {
        let file = try openPyTorchReference("relativistic")
        let real = try file.tensor("\(logits).real").requiringGradient()
        let fake = try file.tensor("\(logits).fake").requiringGradient()
        func expect(_ found: Tensor, _ name: String) throws {
            #expect(relativeError(found, try file.tensor("\(logits).\(name)")) < 1e-5, "\(name)")
        }
        let (d, g) = try (loss().discriminator(real: real, fake: fake), loss().generator(real: real, fake: fake))
        try expect(d, "d")
        try expect(g, "g")
        for (name, value) in [("d", d), ("g", g)] {
            try expect(gradient(of: value, wrt: real), "\(name).grad_real")
            try expect(gradient(of: value, wrt: fake), "\(name).grad_fake")
        }
    }

    @Test func imagesWithoutPartnersAreRefused() throws {
        let (three, two) = (Tensor.ones([3]), Tensor.ones([2]))
        let fix = "\n  fix: use another loss, or remove the component that changes the number of generated images"
        let unequal = #expect(throws: (any Error).self) { try loss().discriminator(real: three, fake: two) }
        let problem = "it pairs each generated image with a real one, but got 2 generated images and"
        #expect("\(try #require(unequal))" == "\(problem) 3 real images\(fix)")
        let alone = #expect(throws: (any Error).self) { try loss().generator(real: nil, fake: two) }
        #expect("\(try #require(alone))" == "\(problem) no real images\(fix)")
    }

    @Test func isNotAnInnerLossOfTopK() throws {
        var settings = TopKLoss.Settings()
        settings.loss = ComponentReference("relativistic")
        let build = BuildContext(path: "loss", data: try tinyComposition().data.info, seed: 1)
        let error = #expect(throws: RecipeError.self) { try TopKLoss(settings, build) }
        #expect(try #require(error).problem.contains("pairs each generated image with a real one"))
    }

    // MARK: Training

    private func composition(
        _ loss: any AdversarialLoss, _ judge: JudgingDiscriminator, _ change: (inout TrainSettings) -> Void = { _ in }
    ) throws -> Composition {
        let tiny = try tinyComposition()
        var settings = TrainSettings()
        settings.batch = 8
        change(&settings)
        return Composition(
            data: tiny.data, generator: tiny.generator, discriminator: judge, loss: loss, seed: 1, sections: [settings])
    }

    /// The generator's phase comes first. Reals pass through the discriminator there only for a loss that reads them, and their
    /// logits are constants.
    @Test func realsPassInTheGeneratorsPhaseOnlyIfTheyAreRead() throws {
        let data = try tinyComposition().data.info
        let logistic = JudgingDiscriminator(data)
        try Trainer(composition(LogisticLoss(NoSettings(), BuildContext(path: "loss", data: data, seed: 1)), logistic))
            .advance()
        #expect(logistic.passes == ["generator, graph", "discriminator, graph", "discriminator, graph"])
        let relativistic = JudgingDiscriminator(data)
        try Trainer(composition(loss(), relativistic)).advance()
        #expect(
            relativistic.passes == [
                "generator, constant", "generator, graph", "discriminator, graph", "discriminator, graph",
            ])
    }

    /// The generator's loss of a step, from the same images and weights by hand.
    @Test func trainsOnDifferences() throws {
        let judge = JudgingDiscriminator(try tinyComposition().data.info)
        let trainer = try Trainer(composition(loss(), judge))
        let metrics = try trainer.advance().values
        let (real, fake) = (judge.logits[0], judge.logits[1])
        let differences = zip(real, fake).map { Double($0) - Double($1) }
        let expected = differences.map { log1p(exp($0)) }.reduce(0, +) / Double(differences.count)
        let found = try #require(metrics.first { $0.name == "loss.generator" }).value
        #expect(differences.count == 8 && abs(found - expected) < 1e-5)
    }

    /// Each slice pairs its own rows, so slices add up to the whole batch.
    @Test func slicesTrainAsTheWholeBatchDoes() throws {
        let data = try tinyComposition().data.info
        let (whole, sliced) = (JudgingDiscriminator(data), JudgingDiscriminator(data))
        let trainers = try (
            Trainer(composition(loss(), whole)), Trainer(composition(loss(), sliced) { $0.microbatch = 2 })
        )
        for _ in 0..<2 {
            let metrics = try (trainers.0.advance().values, trainers.1.advance().values)
            for (a, b) in zip(metrics.0, metrics.1) { #expect(abs(a.value - b.value) < 1e-5, "\(a.name)") }
        }
        #expect(relativeError(whole.weight, sliced.weight) < 1e-4)
    }
}

/// A linear discriminator that notes its passes.
private final class JudgingDiscriminator: Module, Discriminator {
    static let name = "judging"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    @Parameter var weight: Tensor  // [1, C · H · W]
    private(set) var passes: [String] = []
    private(set) var logits: [[Float]] = []

    init(_ data: DatasetInfo) {
        weight = RandomStream(seed: 3, path: "judge").normal([1, data.channels * data.height * data.width])
    }

    convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init(build.data) }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        let made = matmul(images.reshaped(images.shape[0], -1), weight, transposesRight: true).reshaped(-1)
        passes.append("\(pass.phase?.rawValue ?? "none"), \(made.requiresGradient ? "graph" : "constant")")
        logits.append(made.scalars(as: Float.self))
        return DiscriminatorOutput(logits: made)
    }
}
