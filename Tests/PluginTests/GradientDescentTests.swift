import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Optimizers
import Testing

@Suite(.onChosenBackend) struct GradientDescentTests {
    private final class Pair: Module {
        @Parameter var first = Tensor([1.0, -2], shape: [2])
        @Parameter var second = Tensor([0.5], shape: [1])
        var all: [Parameter] { [$first, $second] }
        var values: [Double] { first.scalars(as: Double.self) + second.scalars(as: Double.self) }
    }

    private static let gradients: [([Double], [Double]?)] = [
        ([0.5, -1], [2]), ([-0.25, 0.75], [-1]), ([1, 1], nil), ([0.1, -0.2], [0.3]),
    ]

    private func optimizer(
        _ pair: Pair, momentum: Scheduled = 0, nesterov: Bool = false, rate: Scheduled = 0.1, lazy: [Int] = []
    ) throws -> GradientDescent {
        var settings = GradientDescent.Settings()
        (settings.learningRate, settings.momentum, settings.nesterov) = (rate, momentum, nesterov)
        let data = DatasetInfo(count: 1, channels: 1, height: 1, width: 1, labelKind: .none, labelSize: 0)
        let optimizer = GradientDescent(settings, BuildContext(path: "train.generator_optimizer", data: data, seed: 0))
        optimizer.attach(to: pair.parameters(), lazyIntervals: lazy)
        return optimizer
    }

    private func step(_ optimizer: GradientDescent, _ pair: Pair, _ index: Int) {
        let (first, second) = Self.gradients[index]
        let values = [Tensor(first, shape: [2]), second.map { Tensor($0, shape: [1]) }]
        optimizer.update(
            with: ParameterGradients(values, of: pair.all), at: TrainingPosition(step: index, images: index * 1000))
    }

    /// Numbers from torch.optim.SGD: Tests/Reference/gradient_descent.py.
    @Test(arguments: [
        (0.0, false, [0.865, -2.055, 0.37]), (0.9, false, [0.6958, -2.02935, 0.118]),
        (0.9, true, [0.59122, -2.081415, 0.0262]),
    ]) func stepsAsPyTorchDoes(_ momentum: Double, _ nesterov: Bool, _ expected: [Double]) throws {
        let pair = Pair()
        let optimizer = try optimizer(pair, momentum: Scheduled(momentum), nesterov: nesterov)
        #expect(!optimizer.hasUpdated(0) && !optimizer.hasUpdated(1))
        for index in Self.gradients.indices { step(optimizer, pair, index) }
        #expect(zip(pair.values, expected).allSatisfy { ($0 - $1).magnitude < 1e-12 })
        #expect(optimizer.hasUpdated(0) && optimizer.hasUpdated(1))
    }

    /// By hand: 1 - 0.1 · 0.5 + 0.05 · 0.25, as the rate is halved after 1,000 images; then with one lazy term of interval 1
    /// half of that.
    @Test(arguments: [([], 0.9625), ([1], 0.98125)]) func rateFollowsItsSchedule(_ lazy: [Int], _ expected: Double)
        throws
    {
        let pair = Pair()
        let optimizer = try optimizer(pair, rate: try Scheduled(HalvedRate.self, NoSettings()), lazy: lazy)
        for index in 0..<2 { step(optimizer, pair, index) }
        #expect((pair.values[0] - expected).magnitude < 1e-12)
    }

    /// By hand, with one lazy term of interval 1: the rate is 0.1 / 2 and the momentum 0.81^½ = 0.9, as two updates a step make them
    /// 0.81 again. v = 0.5, then 0.9 · 0.5 - 0.25 = 0.2.
    @Test func lazyTermsCorrectTheMomentum() throws {
        let pair = Pair()
        let optimizer = try optimizer(pair, momentum: 0.81, lazy: [1])
        for index in 0..<2 { step(optimizer, pair, index) }
        #expect((pair.values[0] - (1 - 0.05 * 0.5 - 0.05 * 0.2)).magnitude < 1e-12)
    }

    @Test func stateGoesOnWhereItWasSaved() throws {
        let (pair, twin) = (Pair(), Pair())
        let (whole, resumed) = (
            try optimizer(pair, momentum: 0.9, nesterov: true), try optimizer(twin, momentum: 0.9, nesterov: true)
        )
        for index in 0..<2 { step(whole, pair, index) }
        var writer = SafetensorsWriter()
        whole.addState(to: &writer, prefix: "optimizer.generator.")
        let path = FileManager.default.temporaryDirectory.path + "/ganzoo-sgd-\(UUID().uuidString).safetensors"
        try writer.write(to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try SafetensorsFile(path: path)
        try resumed.loadState(from: file, prefix: "optimizer.generator.")
        (twin.first, twin.second) = (pair.first, pair.second)
        for index in 2..<4 {
            step(whole, pair, index)
            step(resumed, twin, index)
        }
        #expect(pair.values == twin.values)
        #expect(
            file.entries.map(\.name).sorted() == [
                "optimizer.generator.velocities.first.steps", "optimizer.generator.velocities.first.velocity",
                "optimizer.generator.velocities.second.steps", "optimizer.generator.velocities.second.velocity",
            ])
    }

    @Test func nesterovNeedsMomentum() {
        var settings = GradientDescent.Settings()
        settings.nesterov = true
        #expect(settings.conflicts().map(\.problem) == ["it needs momentum, which is 0"])
        settings.momentum = 0.5
        #expect(settings.conflicts().isEmpty)
    }
}

/// 0.1, and half of it from 1,000 images on.
private final class HalvedRate: Schedule {
    static let name = "halved"
    static let summary = "a schedule for tests"
    init(_ settings: NoSettings, _ build: BuildContext) {}
    let range = 0.05...0.1
    func value(at position: TrainingPosition) -> Double { position.images < 1000 ? 0.1 : 0.05 }
}
