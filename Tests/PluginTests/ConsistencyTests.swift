import Augmenters
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Regularizers
import Testing

@Suite(.onChosenBackend) struct ConsistencyTests {
    private let composition: Composition

    init() throws { composition = try tinyComposition() }

    private func consistency(_ change: (Consistency.Settings) -> Void = { _ in }) throws -> Consistency {
        let settings = Consistency.Settings()
        change(settings)
        let build = BuildContext(path: "regularizers.consistency", data: composition.data.facts, seed: 1)
        return try Consistency(settings, build)
    }

    /// The first images as reals, the next as fakes.
    private func rows() throws -> StepRows {
        var rows = StepRows(count: 2)
        rows.labels = try composition.data.labels(at: [0, 1])
        func judged(_ indices: [Int]) throws -> DiscriminatorPass.Rows {
            let images = try composition.data.samples(at: indices).images
            return .init(images: images, output: judge(images, try #require(rows.labels)))
        }
        (rows.real, rows.fake) = (try judged([0, 1]), try judged([2, 3]))
        return rows
    }

    private func judge(_ images: Tensor, _ labels: Tensor) -> DiscriminatorOutput {
        composition.discriminator(
            images, labels, ForwardPass(phase: .discriminator, random: RandomStream(seed: 1, path: "test")))
    }

    /// The distance by hand, whose draws come first in the step's stream.
    private func distance(_ rows: DiscriminatorPass.Rows?, _ labels: Tensor?, _ random: RandomStream) throws -> Double {
        let (rows, labels) = (try #require(rows), try #require(labels))
        let build = BuildContext(path: "augment", data: composition.data.facts, seed: 1)
        let changed = DiffAugment(.init(), build)(try #require(rows.images), random: random)
        return (try #require(rows.output).logits - judge(changed, labels).logits).squared().mean().item()
    }

    @Test(arguments: [(1.0, 0.0), (0, 2), (3, 2)]) func comparesLogitsOfCopies(real: Double, fake: Double) throws {
        let regularizer = try consistency {
            ($0.augmenter, $0.realWeight, $0.fakeWeight) = (Nested("diffaugment"), real, fake)
        }
        let rows = try rows()
        let view = rows.view(for: regularizer, in: .discriminator, of: composition)
        let random = RandomStream(seed: composition.seed, path: "regularizers.test")
        var expected = 0.0
        if real > 0 { expected += real * (try distance(rows.real, rows.labels, random)) }
        if fake > 0 { expected += fake * (try distance(rows.fake, rows.labels, random)) }
        #expect(abs(try regularizer.penalty(view).item() / expected - 1) < 1e-5)
    }

    @Test func readsOnlyTheSourcesThatCount() throws {
        #expect(try consistency().needs(in: .discriminator) == [.realLogits, .realImages])
        #expect(try consistency().needs(in: .generator) == nil)
        let fakes = try consistency { ($0.realWeight, $0.fakeWeight) = (0, 1) }
        #expect(fakes.needs(in: .discriminator) == [.fakeLogits, .fakeImages])
    }

    /// Both branches pass gradients to the discriminator.
    @Test func bothBranchesTrain() throws {
        let regularizer = try consistency()
        var rows = try rows()
        let view = rows.view(for: regularizer, in: .discriminator, of: composition)
        let weight = try #require(composition.discriminator.parameters().first?.parameter.wrappedValue)
        let both = gradient(of: try regularizer.penalty(view), wrt: weight)
        let constant = try #require(rows.real?.output?.logits.detached())
        rows.real?.output = DiscriminatorOutput(logits: constant)
        let one = gradient(
            of: try regularizer.penalty(rows.view(for: regularizer, in: .discriminator, of: composition)), wrt: weight)
        #expect(relativeError(both, one) > 1e-3)
    }
}
