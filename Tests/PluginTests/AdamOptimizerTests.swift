import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Optimizers
import Schedules
import Testing

@Suite(.onChosenBackend) struct AdamOptimizerTests {
    private final class Single: Module { @Parameter var value = Tensor([1.0], shape: [1]) }

    /// The first number from the start, the second from 1,000 images on, the third from 2,000 on.
    private func schedule(_ values: [Double]) throws -> Scheduled {
        var settings = StepSchedule.Settings()
        (settings.values, settings.kimg) = (values, [1, 2])
        return try Scheduled(StepSchedule.self, settings)
    }

    /// Numbers from torch.optim.Adam: Tests/Reference/adam_schedules.py.
    private static let published = [0.9000000005, 0.8566987306857781, 0.9372747555644139]

    @Test func ratesFollowTheirSchedules() throws {
        let single = Single()
        var settings = AdamOptimizer.Settings()
        settings.learningRate = try schedule([0.1, 0.05, 0.2])
        (settings.beta1, settings.beta2) = (try schedule([0, 0, 0.5]), try schedule([0.5, 0.25, 0.125]))
        let optimizer = AdamOptimizer(
            settings, BuildContext(path: "train.generator_optimizer", data: .squares(8), seed: 0))
        optimizer.attach(to: single.parameters(), lazyIntervals: [])
        for (index, (gradient, expected)) in zip([2.0, 1, -3], Self.published).enumerated() {
            optimizer.update(
                with: ParameterGradients([Tensor([gradient], shape: [1])], of: [single.$value]),
                at: TrainingPosition(step: index, images: index * 1000))
            #expect((single.value.item() - expected).magnitude < 1e-12)
        }
    }
}
