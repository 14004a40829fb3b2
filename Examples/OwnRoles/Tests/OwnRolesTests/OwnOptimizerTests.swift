import GANComponentTesting
import GANCore
import GANModule
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnOptimizerTests {
    private let parameter = Parameter(wrappedValue: Tensor([1, 1] as [Float], shape: [2]))

    private func optimizer() throws -> OwnOptimizer {
        var settings = OwnOptimizer.Settings()
        (settings.learningRate, settings.beta) = (0.25, 0.5)
        let optimizer = try OwnOptimizer(settings, testBuild("train.generator_optimizer", .squares(4)))
        optimizer.attach(to: [("weight", parameter)], lazyIntervals: [])
        return optimizer
    }

    private func step(_ optimizer: OwnOptimizer, _ gradient: [Float]) -> [Float] {
        optimizer.update(with: gradients([Tensor(gradient, shape: [2])], of: [parameter]), at: .start)
        return parameter.stored.scalars()
    }

    /// By hand: the means are (2, -2), then (0.5, 0.5), so the second weight turns around.
    @Test func movesAgainstTheSignOfTheMean() throws {
        let optimizer = try optimizer()
        #expect(!optimizer.hasUpdated(0))
        #expect(step(optimizer, [4, -4]) == [0.75, 1.25])
        #expect(step(optimizer, [-1, 3]) == [0.5, 1.0])
        #expect(optimizer.hasUpdated(0))
    }

    @Test func continuesFromSavedState() throws {
        let (first, second) = (try optimizer(), try optimizer())
        _ = step(first, [4, -4])
        try copyState(from: first, to: second)
        #expect(step(second, [-1, 3]) == [0.5, 1.0])
    }
}
