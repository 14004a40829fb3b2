import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// A component that keeps a tensor of an earlier step in a plain property keeps its graph, too. The error names the component and
/// says what to do.
@Suite(.onChosenBackend) struct KeptTensorTests {
    /// A running mean as an author writes it who does not know `@Buffer`.
    final class KeepingTerm: Module, Regularizer {
        static let name = "keeping_term"
        static let summary = "a regularizer for tests"
        var mean: Tensor?
        private let phase: Phase

        init(_ phase: Phase) { self.phase = phase }
        convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init(.discriminator) }

        func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == self.phase ? .fakeLogits : nil }

        func penalty(_ step: StepView) throws -> Tensor {
            let logits = try step.fake().logits.mean()
            mean = (mean ?? logits) * 0.9 + logits * 0.1
            return (logits - (mean ?? logits)).squared()
        }
    }

    private static let fix =
        "\n  fix: keep a value of an earlier step in a `@Buffer`, which makes it a constant, or store its `detached()`"
    private static let words = " computed from a tensor of an earlier step or micro-batch, whose graph is gone"

    private func composition(
        generator: (any Generator)? = nil, discriminator: (any Discriminator)? = nil,
        augmenter: (any Augmenter)? = nil, loss: (any AdversarialLoss)? = nil, _ slots: [RegularizerSlot] = [],
        _ change: (inout TrainSettings) -> Void = { _ in }
    ) throws -> Composition {
        let own = try trainable(slots, change)
        return Composition(
            data: own.data, generator: generator ?? own.generator, discriminator: discriminator ?? own.discriminator,
            augmenter: augmenter, loss: loss ?? own.loss, regularizers: slots, seed: 1,
            sections: [own.section(TrainSettings.self)])
    }

    /// - Parameter step: the first one that uses a tensor of another step.
    private func message(_ composition: Composition, step: Int) throws -> String {
        let trainer = try Trainer(composition)
        for _ in 0..<step { try trainer.advance() }
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(trainer.step == step)
        return "\(try #require(error))"
    }

    @Test(arguments: Phase.allCases, [1, 2]) func termIsNamed(_ phase: Phase, _ every: Int) throws {
        let term = slot(KeepingTerm(phase), name: "mine", every: every)
        #expect(
            try message(composition([term]), step: every)
                == "`regularizers.mine`, \(phase.rawValue)'s phase, step \(every): `keeping_term` of module GANTrainTests returned a penalty"
                + Self.words + Self.fix)
    }

    /// The second slice meets the graph of the first one.
    @Test func termIsNamedInMicrobatches() throws {
        let term = slot(KeepingTerm(.discriminator), name: "mine")
        let found = try message(composition([term]) { $0.microbatch = 4 }, step: 0)
        #expect(found.hasPrefix("`regularizers.mine`, discriminator's phase, step 0: "), "\(found)")
    }

    @Test func otherRolesAreNamed() throws {
        let info = try tinyComposition().data.info
        var kept: [String: Tensor] = [:]
        func keeping(_ name: String, _ value: Tensor) -> Tensor {
            kept[name] = kept[name] ?? value.mean()
            return value + (kept[name] ?? value) * 0.1
        }
        let augmenter = FaultyAugmenter()
        augmenter.change = { keeping("augmenter", $0) }
        let found = [
            try message(composition(generator: FaultyGenerator(info) { keeping("generator", $0) }), step: 1),
            try message(
                composition(
                    discriminator: FaultyDiscriminator { output, _ in
                        DiscriminatorOutput(logits: keeping("discriminator", output.logits))
                    }), step: 0),
            try message(composition(augmenter: augmenter), step: 0),
            try message(composition(loss: FaultyLoss(.generator) { -keeping("loss", $0).mean() }), step: 1),
        ]
        let expected = [
            "`generator`, generator's phase, step 1: `faulty_generator` of module GANTrainTests returned images",
            "`discriminator`, discriminator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned logits",
            "`augment`, discriminator's phase, step 0: `faulty_augmenter` of module GANTrainTests returned images",
            "`loss`, generator's phase, step 1: `faulty_loss` of module GANTrainTests returned a loss",
        ]
        for (found, expected) in zip(found, expected) { #expect(found == expected + Self.words + Self.fix) }
    }

    /// A component that differentiates itself ends the process; the message names it and says the same.
    @Test func gradientInsideAComponentSaysSo() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let term = ClosureRegularizer()
            term.inputs = [.discriminator: [.realLogits, .realImageLeaf]]
            nonisolated(unsafe) var kept: Tensor?
            term.body = { step in
                let (logits, images) = (try step.real().logits.sum(), try step.real().images)
                kept = kept ?? logits
                let slope = gradient(of: logits + (kept ?? logits), wrt: images, createGraph: true)
                return slope.squared().mean()
            }
            let trainer = try Trainer(try trainable([slot(term)]))
            for _ in 0..<2 { try trainer.advance() }
        }
        let errors = String(decoding: try #require(result?.standardErrorContent), as: UTF8.self)
        #expect(
            errors.contains(
                "`regularizers.closure`, discriminator's phase, step 1: gradients: an operation with result "),
            "\(errors.prefix(400))")
        #expect(errors.contains(String(Self.fix.dropFirst("\n  fix: ".count))), "\(errors.prefix(400))")
    }
}
