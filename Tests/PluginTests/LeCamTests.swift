import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Regularizers
import Testing

@Suite(.onChosenBackend) struct LeCamTests {
    private let composition: Composition

    init() throws { composition = try tinyComposition() }

    private func leCam(_ change: (inout LeCam.Settings) -> Void = { _ in }) -> LeCam {
        var settings = LeCam.Settings()
        change(&settings)
        return LeCam(settings, BuildContext(path: "regularizers.lecam", data: composition.data.info, seed: 1))
    }

    private func penalty(_ regularizer: LeCam, real: [Float], fake: [Float]) throws -> Double {
        var rows = StepRows(count: real.count)
        func judged(_ logits: [Float]) -> DiscriminatorPass.Rows {
            .init(images: nil, output: DiscriminatorOutput(logits: Tensor(logits, shape: [logits.count])))
        }
        (rows.real, rows.fake) = (judged(real), judged(fake))
        return try regularizer.penalty(rows.view(for: regularizer, in: .discriminator, of: composition)).item()
    }

    private func anchor(_ regularizer: LeCam, _ name: String) -> Double? {
        (regularizer.buffers().first { $0.path == name }?.buffer.value as? Tensor)?.item()
    }

    @Test func agreesWithOracle() throws {
        let oracle = try openOracle("heads_and_losses")
        let real = try oracle.tensor("logits.real").requiringGradient()
        let fake = try oracle.tensor("logits.fake").requiringGradient()
        let anchors = (real: try oracle.tensor("lecam.anchor_real"), fake: try oracle.tensor("lecam.anchor_fake"))
        let loss = LeCam.penalty(real, fake, anchors, .oneSided)
        let gradients = gradients(of: loss, wrt: [real, fake])
        #expect(relativeError(loss, try oracle.tensor("lecam.loss")) < OracleTolerance.values)
        for (gradient, name) in zip(gradients, ["lecam.grad_real", "lecam.grad_fake"]) {
            #expect(relativeError(try #require(gradient), try oracle.tensor(name)) < OracleTolerance.values, "\(name)")
        }
    }

    /// Reals at 3 and -1, fakes at 1 and 0; anchors at 1 and 0.5.
    @Test func distancesDifferInWhatTheyCount() {
        let (real, fake) = (Tensor([3, -1] as [Float], shape: [2]), Tensor([1, 0] as [Float], shape: [2]))
        let anchors = (real: Tensor(1), fake: Tensor(0.5))
        let oneSided = LeCam.penalty(real, fake, anchors, .oneSided).item()
        let twoSided = LeCam.penalty(real, fake, anchors, .twoSided).item()
        #expect(oneSided == 6.25 / 2 + 1.0 / 2)
        #expect(twoSided == (6.25 + 2.25) / 2 + 1.0 / 2)
    }

    @Test func firstBatchSeedsTheAnchors() throws {
        let regularizer = leCam { $0.decay = 0.75 }
        // Anchors 2 and -1: (2 - -1)² + (2 - -1)².
        #expect(try penalty(regularizer, real: [2], fake: [-1]) == 18)
        // Anchors 2 + ¼ · 4 = 3 and -1 + ¼ · 4 = 0: 6² + 0².
        #expect(try penalty(regularizer, real: [6], fake: [3]) == 36)
        #expect(anchor(regularizer, "real_anchor") == 3)
        #expect(anchor(regularizer, "fake_anchor") == 0)
    }

    @Test func anchorsCanBeginAtZero() throws {
        let regularizer = leCam { ($0.decay, $0.start) = (0.75, .zero) }
        // Anchors 1 and -0.5: 4.5² + 3².
        #expect(try penalty(regularizer, real: [4], fake: [-2]) == 20.25 + 9)
    }

    @Test func anchorsAreConstants() throws {
        let regularizer = leCam { $0.decay = 0 }
        let real = Tensor([2, 4] as [Float], shape: [2]).requiringGradient()
        var rows = StepRows(count: 2)
        rows.real = .init(images: nil, output: DiscriminatorOutput(logits: real))
        rows.fake = .init(images: nil, output: DiscriminatorOutput(logits: Tensor([1, 1] as [Float], shape: [2])))
        let loss = try regularizer.penalty(rows.view(for: regularizer, in: .discriminator, of: composition))
        // ½ · ((2 - 1)² + (4 - 1)²) in the reals alone: the reals' anchor passes no gradient.
        #expect(gradient(of: loss, wrt: real).scalars(as: Float.self) == [1, 3])
    }
}
