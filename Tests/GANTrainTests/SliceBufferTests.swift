import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// Every slice of an update begins with the buffers from before it, and the rule of each buffer makes one value of theirs.
@Suite(.onChosenBackend) struct SliceBufferTests {
    /// Takes means of latents, which are the same with and without slices.
    private final class Keeper: Module, Regularizer {
        static let name = "keeper"
        static let summary = "a regularizer for tests"
        @Buffer(.mean) var mean = Tensor(0)
        @Buffer(.mean) var number: Double = 0
        @Buffer(.sumOfChanges) var sum = Tensor(1)
        @Buffer(.sumOfChanges) var count = 0
        @Buffer(.firstSlice) var vector: Tensor = .zeros([2])
        @Buffer(.same) var steps = 0
        @Buffer(.anySlice) var hasLarge = false
        @Buffer var rows: RowBuffer

        override init() { _rows = Buffer(.gatheredRows, rowShape: [4]) }
        convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init() }

        func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .generator ? .fakeImages : nil }

        func penalty(_ step: StepView) throws -> Tensor {
            let pass = try step.generated()
            mean = mean + 0.25 * (pass.z.mean() - mean)
            number += 0.25 * (pass.z.mean().item() - number)
            sum = sum + pass.z.sum()
            count += pass.z.shape[0]
            vector = vector + 1
            steps += 1
            hasLarge = hasLarge || pass.z.max().item() > 1.5
            rows = RowBuffer(pass.z)
            return try pass.images.mean()
        }
    }

    /// Noise that all slices shared would not average out.
    @Test(arguments: [1, 2]) func eachSliceDrawsItsOwnNumbers(_ every: Int) throws {
        let drawn = Draws()
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        term.body = { step in
            drawn.numbers.append(step.random.normal([1]).item())
            return try step.generated().images.mean()
        }
        try Trainer(try trainable([slot(term, every: every)]) { $0.microbatch = 2 }).advance()
        #expect(drawn.numbers.count == 4 && Set(drawn.numbers).count == 4)
    }

    private final class Draws {
        var numbers: [Double] = []
    }

    /// - Parameter every: the interval of the term; above 1 it has slices of its own.
    private func trained(_ size: Int?, every: Int, steps: Int = 3) throws -> Keeper {
        let keeper = Keeper()
        let trainer = try Trainer(
            try trainable([slot(keeper, name: "keeper", every: every)]) { $0.microbatch = size })
        for _ in 0..<steps { try trainer.advance() }
        return keeper
    }

    /// The latents do not depend on the slices. Sums are rounded in another order: 2^-20 of values near 1.
    @Test(arguments: [1, 2, 4], [1, 2]) func areAsWithoutSlices(_ size: Int, _ every: Int) throws {
        let (whole, sliced) = (try trained(nil, every: every), try trained(size, every: every))
        #expect((whole.mean - sliced.mean).abs().item() < 1e-6 && whole.mean.item() != 0)
        #expect((whole.number - sliced.number).magnitude < 1e-6)
        #expect((whole.sum - sliced.sum).abs().item() < 1e-5)
        #expect(sliced.count == whole.count && whole.count == (every == 1 ? 24 : 16))
        #expect(bits(sliced.vector) == bits(whole.vector))
        #expect(sliced.steps == whole.steps && whole.steps == (every == 1 ? 3 : 2))
        #expect(sliced.hasLarge == whole.hasLarge)
        #expect(bits(sliced.rows.rows) == bits(whole.rows.rows) && sliced.rows.rows.shape == [8, 4])
    }

    /// A step that is interrupted between two slices leaves the buffers as before the update.
    @Test func anInterruptedUpdateLeavesThemAsTheyWere() throws {
        let keeper = Keeper()
        let trainer = try Trainer(try trainable([slot(keeper, name: "keeper")]) { $0.microbatch = 4 })
        var passes = 0
        trainer.isInterrupted = {
            passes += 1
            return passes == 3
        }
        #expect(throws: StepInterruption.self) { try trainer.advance() }
        #expect(keeper.count == 0 && keeper.steps == 0 && keeper.sum.item() == 1)
    }
}
