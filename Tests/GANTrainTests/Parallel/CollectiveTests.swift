import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// Threads that train together have the weights, buffers and metrics of one that trains alone.
@Suite(.onChosenBackend) struct CollectiveTests {
    private struct Outcome: Sendable, Equatable {
        var weights: [[UInt64]]
        var metrics: [String: Double]
    }

    private static func train(
        _ ranks: any Collective, _ slots: [RegularizerSlot] = [], _ change: (inout TrainSettings) -> Void = { _ in }
    ) throws -> Outcome {
        let composition = try trainable(slots) {
            $0.microbatch = 1
            change(&$0)
        }
        let trainer = try Trainer(composition, with: ranks)
        var metrics: [String: Double] = [:]
        for step in 0..<3 {
            for (name, value) in try trainer.advance().values { metrics["\(step) \(name)"] = value }
        }
        return Outcome(weights: composition.weightBits, metrics: metrics)
    }

    /// 8 slices of one image: 3 and 5 ranks have unequal shares.
    @Test(arguments: [1, 2, 3, 4, 5, 8]) func trainAsOne(_ count: Int) throws {
        let alone = try Self.train(Alone())
        for result in ThreadCollective.run(count, { try Self.train($0) }) {
            let found = try result.get()
            #expect(found == alone)
        }
        #expect(!alone.weights.isEmpty && !alone.metrics.isEmpty)
    }

    private static func term(_ every: Int, _ inputs: RequiredInputs) -> RegularizerSlot {
        let term = ClosureRegularizer()
        term.inputs = [.generator: inputs]
        term.body = { try $0.generated().images.squared().mean() }
        return slot(term, every: every)
    }

    /// A lazy term has slices of its own, one of the whole batch is computed by all.
    @Test(arguments: [1, 2], [RequiredInputs.fakeImages, [.fakeImages, .wholeBatch]])
    func termsTrainAsOne(_ every: Int, _ inputs: RequiredInputs) throws {
        let alone = try Self.train(Alone(), [Self.term(every, inputs)])
        for result in ThreadCollective.run(4, { try Self.train($0, [Self.term(every, inputs)]) }) {
            let found = try result.get()
            #expect(found == alone)
        }
    }

    // MARK: Errors

    /// Every process has the error of the one whose slice failed.
    @Test func aSliceThatFailsFailsAll() throws {
        let results = ThreadCollective.run(4) { ranks in
            let term = ClosureRegularizer()
            term.inputs = [.generator: .fakeImages]
            let owner = ranks.rank
            term.body = { step in
                let value = try step.generated().images.mean()
                return owner == 2 ? value * .nan : value
            }
            return try Self.train(ranks, [slot(term)])
        }
        let texts = results.map { result -> String in
            guard case .failure(let error) = result else { return "no error" }
            return "\(error)"
        }
        #expect(Set(texts).count == 1, "\(texts)")
        #expect(texts[0].contains("`regularizers.closure`"), "\(texts[0])")
    }

    /// One that is asked to stop stops all, between two updates.
    @Test func anInterruptionIsSharedByAll() throws {
        let positions = ThreadCollective.run(2) { ranks in
            let trainer = try Trainer(try trainable { $0.microbatch = 4 }, with: ranks)
            var asked = 0
            trainer.isInterrupted = {
                asked += 1
                return ranks.rank == 1 && asked == 2
            }
            do { try trainer.advance() } catch is StepInterruption { return trainer.position }
            return StepPosition(step: -1)
        }
        for position in positions { #expect(try position.get() == StepPosition(step: 0, update: 1)) }
    }

    // MARK: Slices

    @Test(arguments: [
        (nil, 4, "4 processes train together, but the batch of 8 images has no micro-batches that they could share", 2),
        (4, 4, "4 processes train together, but the batch of 8 images has only 2 micro-batches", 2),
        (nil, 3, "3 processes train together, but the batch of 8 images has no micro-batches that they could share", 2),
    ]) func aBatchThatIsNotSplitIsRefused(_ size: Int?, _ count: Int, _ problem: String, _ fitting: Int) throws {
        let composition = try trainable { $0.microbatch = size }
        #expect(
            throws: RecipeError(key: "train.microbatch", problem: problem, fix: "set train.microbatch: \(fitting)")
        ) { try Trainer(composition, with: Counted(count: count)) }
        #expect(
            throws: RecipeError(
                key: "train.microbatch",
                problem:
                    "9 processes train together, but the batch of 8 images has no micro-batches that they could share",
                fix: "start at most 8 processes")
        ) { try Trainer(try trainable(), with: Counted(count: 9)) }
    }

    private struct Counted: Collective {
        let rank = 0
        let count: Int
        func exchange(_ bytes: [UInt8], with partner: Int) -> [UInt8] { bytes }
        func gather(_ bytes: [UInt8]) -> [[UInt8]] { [bytes] }
    }
}
