import GANModule
import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct BatchStatisticsTests {
    /// Two samples of two channels of 1 × 2: channel 0 is 1, 3, 5, 7 (mean 4, variance 5), channel 1 the same ten times as large.
    private let x = Tensor([1, 3, 10, 30, 5, 7, 50, 70] as [Float], shape: [2, 2, 1, 2])
    private let ones = Tensor.ones([2])
    private let zeros = Tensor.zeros([2])

    private func values(_ x: Tensor) -> [Float] { x.scalars(as: Float.self) }

    private func buffers(_ statistics: BatchStatistics) throws -> [[Float]] {
        try statistics.buffers().map { values(try #require($0.buffer.value as? Tensor)) }
    }

    @Test func normalizesChannels() throws {
        let y = BatchStatistics(2, epsilon: 0)(x, gain: ones, bias: zeros, .linear)
        let expected: [Float] = [-3, -1, -3, -1, 1, 3, 1, 3].map { $0 / Float(5).squareRoot() }
        #expect(relativeError(y, Tensor(expected, shape: x.shape)) < 1e-6)
    }

    /// A gain and a bias of each sample, and relu: x̂ is ± 1 and ± 3 over √5.
    @Test func scalesEachSample() {
        let gain = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        let bias = Tensor([0, 1, -1, 0] as [Float], shape: [2, 2])
        let y = BatchStatistics(2, epsilon: 0)(x, gain: gain, bias: bias, .relu)
        let r = 1 / Float(5).squareRoot()
        let expected: [Float] = [0, 0, 0, 1 - 2 * r, 3 * r - 1, 9 * r - 1, 4 * r, 12 * r]
        #expect(relativeError(y, Tensor(expected, shape: x.shape)) < 1e-6)
    }

    /// As PyTorch: a tenth of each batch, whose variance is the unbiased one, 20 / 3.
    @Test func followsInTrainingAlone() throws {
        let statistics = BatchStatistics(2)
        _ = statistics(x, gain: ones, bias: zeros, .linear)
        let expected: [[Float]] = [[0.4, 4], [0.9 + 2 / 3, 0.9 + 200 / 3]]
        #expect(try buffers(statistics).map(\.count) == [2, 2])
        for (found, wanted) in zip(try buffers(statistics), expected) {
            for (a, b) in zip(found, wanted) { #expect(abs(a - b) < 1e-4) }
        }
        let before = try buffers(statistics)
        _ = statistics(x, gain: ones, bias: zeros, .linear, .init(isTracked: false))
        statistics.setTraining(false)
        let y = statistics(x, gain: ones, bias: zeros, .linear)
        #expect(try buffers(statistics) == before)
        let first = (1 - before[0][0]) / (before[1][0] + 1e-5).squareRoot()
        #expect(abs(values(y)[0] - first) < 1e-5)
    }

    /// Each view by itself: as if it were the batch.
    @Test func viewsAreNotCompared() {
        let gain = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        let y = BatchStatistics(2, epsilon: 0)(x, gain: gain, bias: .zeros([2, 2]), .linear, .init(views: 2))
        #expect(relativeError(y, Tensor([-1, 1, -2, 2, -3, 3, -4, 4] as [Float], shape: x.shape)) < 1e-6)
    }

    /// Each image by itself, and running statistics of the first alone: mean 2 and 20, unbiased variance 2 and 200.
    @Test func groupsAreNormalizedByThemselves() throws {
        let gain = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        let statistics = BatchStatistics(2, epsilon: 0)
        let y = statistics(x, gain: gain, bias: .zeros([2, 2]), .linear, .init(groupSize: 1))
        #expect(relativeError(y, Tensor([-1, 1, -2, 2, -3, 3, -4, 4] as [Float], shape: x.shape)) < 1e-6)
        #expect(try buffers(statistics).map(\.count) == [2, 2])
        for (found, wanted) in zip(try buffers(statistics), [[0.2, 2], [1.1, 20.9]] as [[Float]]) {
            for (a, b) in zip(found, wanted) { #expect(abs(a - b) < 1e-4) }
        }
    }

    /// Three images in groups of two: the last stands alone.
    @Test func theLastGroupMayBeSmaller() {
        let three = concatenate([x, x.rows(0..<1)], axis: 0)
        let y = BatchStatistics(2, epsilon: 0)(three, gain: ones, bias: zeros, .linear, .init(groupSize: 2))
        let expected: [Float] = [-3, -1, -3, -1, 1, 3, 1, 3].map { $0 / Float(5).squareRoot() } + [-1, 1, -1, 1]
        #expect(relativeError(y, Tensor(expected, shape: three.shape)) < 1e-6)
    }

    /// The mean of what two batches give, whatever was stored before.
    @Test func gathersStandingStatistics() throws {
        let layer = BatchNormalization(2)
        _ = layer(x)
        layer.setTraining(false)
        layer.gatherStatistics {
            _ = layer(x * 5)
            _ = layer(x * 3)
        }
        let found = try layer.buffers().map { values(try #require($0.buffer.value as? Tensor)) }
        #expect(abs(found[0][0] - 16) < 1e-4 && abs(found[0][1] - 160) < 1e-3)
        // (25 + 9) / 2 times 20 / 3.
        #expect(abs(found[1][0] - 17 * 20 / 3) < 1e-3)
        #expect(layer.hasBatchStatistics && !Linear(1, 1, random: RandomStream(seed: 1, path: "")).hasBatchStatistics)
    }

    @Test(arguments: [1, 2]) func differentiates(_ order: Int) {
        let test = GradientCase("batch statistics", [[3, 2, 2, 2], [3, 2], [3, 2]]) { parts in
            BatchStatistics(2, epsilon: 1e-3)(
                parts[0], gain: parts[1], bias: parts[2], .linear, .init(isTracked: false)
            ).tanh()
        }
        checkGradient(test, order: order)
    }
}
