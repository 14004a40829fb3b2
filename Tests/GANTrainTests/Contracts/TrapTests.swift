import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// An operation that cannot throw ends the process; its message names the component whose code ran.
@Suite struct TrapTests {
    @Test func shapeErrorNamesTheComponent() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let term = ClosureRegularizer()
            term.inputs = [.discriminator: .realLogits]
            term.body = { try ($0.real().logits + Tensor.zeros([3])).mean() }
            let trainer = try Trainer(try trainable([slot(term)]))
            try trainer.advance()
        }
        let errors = String(decoding: try #require(result?.standardErrorContent), as: UTF8.self)
        #expect(
            errors.contains("`regularizers.closure`, discriminator's phase, step 0: +: [8] and [3]"),
            "\(errors.prefix(400))")
    }
}
