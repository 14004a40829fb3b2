import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import Losses
@testable import Regularizers

/// Regularizers of few lines, on numbers whose penalties are known.
@Suite(.onChosenBackend) struct OtherRegularizerTests {
    private let composition: Composition
    private let build: BuildContext

    init() throws {
        composition = try tinyComposition()
        build = BuildContext(path: "regularizers.test", data: composition.data.info, seed: 1)
    }

    private func random(_ path: String = "test") -> RandomStream { RandomStream(seed: 1, path: path) }

    // MARK: Orthogonal

    /// The published gradient: 2 · (W Wᵀ ⊙ (1 - I)) W.
    @Test func orthogonalHasThePublishedGradient() {
        let weight = random().normal([3, 2, 2], dtype: .float64).requiringGradient()
        let gradient = gradient(of: Orthogonal.penalty(weight), wrt: weight)
        let rows = weight.detached().reshaped(3, 4)
        let product = offDiagonal(matmul(rows, rows, transposesRight: true))
        #expect(relativeError(gradient, (2 * matmul(product, rows)).reshaped(3, 2, 2)) < 1e-12)
    }

    @Test func orthogonalRowsCountNothing() {
        #expect(Orthogonal.penalty(Tensor.identity(4, dtype: .float64) * 3).item() == 0)
    }

    @Test func orthogonalLeavesOutWhatItIsTold() throws {
        func penalty(_ exclude: [String]) throws -> Double {
            var settings = Orthogonal.Settings()
            settings.exclude = exclude
            let regularizer = Orthogonal(settings, build)
            let view = StepRows(count: 2).view(for: regularizer, in: .generator, of: composition)
            return try regularizer.penalty(view).item()
        }
        let all = try penalty([])
        let rest = try penalty(["generator.mapping"])
        #expect(rest > 0 && rest < all)
        #expect(try penalty(["generator."]) == 0)
    }

    // MARK: Feature matching

    @Test func featureMatchingComparesMeans() {
        let real = Tensor([1, 2, 3, 6], shape: [2, 2])  // means 2, 4
        let fake = Tensor([1, 1], shape: [1, 2]).requiringGradient()
        let penalty = FeatureMatching.penalty(real, fake)
        #expect(penalty.item() == 2)
        #expect(gradient(of: penalty, wrt: fake).scalars(as: Double.self) == [-0.5, -0.5])
    }

    // MARK: Slopes

    /// Points around constant images are those images; around others they reach half a deviation.
    @Test func draganStaysWithinHalfADeviation() {
        let flat = Tensor.ones([2, 1, 2, 2])
        #expect(bits(DRAGAN.points(flat, random())) == bits(flat))
        let images = random("images").normal([64, 1, 8, 8])
        let moved = (DRAGAN.points(images, random()) - images).scalars(as: Float.self)
        #expect(moved.allSatisfy { $0 >= 0 && $0 <= 0.55 })
        #expect((moved.max() ?? 0) > 0.4)
    }

    /// Of a linear discriminator every gradient is the same, and the penalty its square.
    @Test func theSteepestSlopeCounts() throws {
        let regularizer = MaximumGradientPenalty(NoSettings(), build)
        let samples = try composition.data.samples(at: [0, 1, 2])
        func penalty(_ rows: Range<Int>) throws -> Double {
            var all = StepRows(count: rows.count)
            all.labels = samples.labels.rows(rows)
            all.real = .init(images: samples.images.rows(rows), output: nil)
            all.fake = all.real
            return try regularizer.penalty(all.view(for: regularizer, in: .discriminator, of: composition)).item()
        }
        let single = try (0..<3).map { try penalty($0..<$0 + 1) }
        #expect(abs(try penalty(0..<3) - (single.max() ?? 0)) < 1e-5)
    }

    // MARK: Neighboring latents

    @Test(arguments: Phase.allCases) func neighborsAreHeldInEachPhase(_ phase: Phase) throws {
        var settings = LatentConsistency.Settings()
        (settings.radius, settings.discriminatorWeight, settings.generatorWeight) = (1e-9, 20, 0.5)
        let regularizer = LatentConsistency(settings, build)
        var rows = StepRows(count: 2)
        rows.labels = Tensor.identity(3).rows(0..<2)
        let pass = ForwardPass(phase: phase, random: random())
        let z = Tensor.zeros([2, composition.generator.latentSize])
        let made = try composition.generator(z, try #require(rows.labels), pass)
        // One pixel of each image is off by 2: a distance of 4 / 16 pixels.
        let shift = Tensor([2] + [Float](repeating: 0, count: 15), shape: [1, 1, 4, 4])
        rows.generated = .init(images: made.images + shift, latents: made.latents)
        let logits = try composition.discriminator(made.images, try #require(rows.labels), pass).logits
        rows.fake = .init(images: made.images, output: DiscriminatorOutput(logits: logits + 3))
        let penalty = try regularizer.penalty(rows.view(for: regularizer, in: phase, of: composition)).item()
        #expect(abs(penalty - (phase == .generator ? -0.5 * 0.25 : 20 * 9)) < 1e-3)
    }

    // MARK: Top-k

    @Test func topKKeepsTheBest() throws {
        var settings = TopKLoss.Settings()
        (settings.decay, settings.floor) = (0.5, 0.3)
        let loss = try TopKLoss(settings, BuildContext(path: "loss", data: composition.data.info, seed: 1))
        let logits = Tensor([0.5, -1, 2, 0] as [Float], shape: [4]).requiringGradient()
        func kept() throws -> [Int] {
            let gradient = try gradient(of: loss.generator(real: nil, fake: logits), wrt: logits).scalars(
                as: Float.self)
            return gradient.indices.filter { gradient[$0] != 0 }
        }
        #expect(try kept() == [0, 1, 2, 3])
        loss.observe(.finished(step: 3, images: composition.data.info.count))
        #expect(try kept() == [0, 2])
        loss.observe(.finished(step: 30, images: 10 * composition.data.info.count))
        #expect(try kept() == [2])
        #expect(try loss.discriminator(real: logits, fake: logits).isFinite())
    }

    /// Of images whose patches are judged, those whose mean is best, with all their patches.
    @Test func topKKeepsWholeImages() throws {
        var settings = TopKLoss.Settings()
        (settings.decay, settings.floor) = (0.5, 0.5)
        let loss = try TopKLoss(settings, BuildContext(path: "loss", data: composition.data.info, seed: 1))
        loss.observe(.finished(step: 3, images: composition.data.info.count))
        let logits = Tensor([9, -9, 1, 1, 3, 3, 2, -8] as [Float], shape: [4, 2]).requiringGradient()
        let gradient = try gradient(of: loss.generator(real: nil, fake: logits), wrt: logits).scalars(as: Float.self)
        #expect(gradient.map { $0 != 0 } == [false, false, true, true, true, true, false, false])
    }
}
