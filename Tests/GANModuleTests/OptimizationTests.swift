import GANModule
import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct OptimizationTests {
    private final class Net: Module {
        @Parameter var weight: Tensor
        @Buffer var mean: Tensor
        @Buffer(.same) var steps = 0

        init(_ weight: [Double], mean: [Double] = [0]) {
            self.weight = Tensor(weight, shape: [weight.count])
            _mean = Buffer(wrappedValue: Tensor(mean, shape: [mean.count]), .mean)
        }
    }

    /// Numbers from torch.optim.Adam: Tests/Reference/adam.py.
    @Test(arguments: [
        (
            AdamSettings(learningRate: 0.0025, beta1: 0, beta2: 0.99, epsilon: 1e-8).corrected(forLazyIntervals: [16]),
            [0.48446398366173626, -0.9931221702321263, 2.002352941152941, 0.0]
        ),
        (
            AdamSettings(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-3),
            [0.45175946806457445, -0.9561939069642079, 2.0143351172091783, 0.0]
        ),
    ])
    func adamFollowsItsReference(settings: AdamSettings, expected: [Double]) {
        let net = Net([0.5, -1, 2, 0])
        let adam = Adam(net.parameters(), settings)
        for step in 1...5 {
            let n = Double(step)
            let gradient = [n * 0.1, -0.3 / n, step % 2 == 0 ? 1 : -1, 0]
            adam.step([Tensor(gradient, shape: [4])])
        }
        #expect(relativeError(net.weight, Tensor(expected, shape: [4])) < 1e-12)
    }

    /// METHODS §15, for the generator (every 4) and the discriminator (every 16).
    @Test func lazyCorrectionMatchesTheGoldenNumbers() {
        let settings = AdamSettings(learningRate: 0.0025, beta1: 0, beta2: 0.99, epsilon: 1e-8)
        let (generator, discriminator) = (
            settings.corrected(forLazyIntervals: [4]), settings.corrected(forLazyIntervals: [16])
        )
        #expect((generator.learningRate - 0.002).magnitude < 1e-12)
        #expect((generator.beta2 - 0.9919919678).magnitude < 1e-10)
        #expect((discriminator.learningRate - 0.00235294).magnitude < 1e-8)
        #expect((discriminator.beta2 - 0.9905854573).magnitude < 1e-10)
        #expect(discriminator.beta1 == 0)
        let withMomentum = AdamSettings(learningRate: 1, beta1: 0.5, beta2: 0.99, epsilon: 1e-8)
        #expect((withMomentum.corrected(forLazyIntervals: [4]).beta1 - 0.5743491774985174).magnitude < 1e-15)
    }

    /// From zero moments the first step moves every parameter by the rate, against its gradient's sign.
    @Test func aStepReachesEveryParameterOfALargeNetwork() {
        let count = 20_011
        let net = Net([Double](repeating: 0, count: count))
        let adam = Adam(net.parameters(), AdamSettings(learningRate: 0.5, beta1: 0, beta2: 0.9, epsilon: 1e-12))
        let signs = (0..<count).map { $0 % 3 == 0 ? 1.0 : -1 }
        let gradient = signs.enumerated().map { $1 * Double($0 + 1) }
        adam.step([Tensor(gradient, shape: [count])])
        #expect(relativeError(net.weight, Tensor(signs.map { -$0 / 2 }, shape: [count])) < 1e-9)
    }

    @Test func valuesReadBeforeAStepStayAsTheyWere() {
        let net = Net([1, 2])
        let adam = Adam(net.parameters(), AdamSettings(learningRate: 0.1, beta1: 0, beta2: 0.9, epsilon: 1e-8))
        let before = net.weight
        adam.step([Tensor([1.0, -1], shape: [2])])
        #expect(before.scalars(as: Double.self) == [1, 2])
        #expect(net.weight.scalars(as: Double.self) != [1, 2])
    }

    /// As loading a checkpoint does. With β₁ = 0 and β₂ = 0 a step is the learning rate, against the gradient's sign.
    @Test func aStepBeginsAtWhatWasSetSinceTheLast() {
        let net = Net([1, 2])
        let adam = Adam(net.parameters(), AdamSettings(learningRate: 0.5, beta1: 0, beta2: 0, epsilon: 1e-12))
        net.weight = Tensor([10.0, 20], shape: [2])
        adam.step([Tensor([1.0, -1], shape: [2])])
        #expect(relativeError(net.weight, Tensor([9.5, 20.5], shape: [2])) < 1e-10)
        adam.step([Tensor([1.0, -1], shape: [2])])
        #expect(relativeError(net.weight, Tensor([9.0, 21], shape: [2])) < 1e-10)
    }

    @Test func frozenParametersStay() {
        final class Pair: Module {
            @Parameter var first = Tensor([1.0, 2], shape: [2])
            @Parameter var second = Tensor([3.0], shape: [1])
        }
        let pair = Pair()
        #expect(pair.freeze { $0 == "first" } == ["first"])
        let adam = Adam(pair.parameters(), AdamSettings(learningRate: 0.1, beta1: 0, beta2: 0.9, epsilon: 1e-8))
        #expect(adam.targets.count == 1)
        let loss = pair.first.sum() + pair.second.sum()
        adam.step(gradients(of: loss, wrt: adam.targets))
        #expect(pair.first.scalars(as: Double.self) == [1, 2])
        #expect(pair.second.scalars(as: Double.self) != [3])
        pair.unfreeze()
        #expect(pair.first.requiresGradient)
    }

    /// Numbers from torch.optim.Adam: Tests/Reference/adam.py. Of a network are none of the three parameters, or the first two.
    @Test(arguments: [
        (0, [0.7052189789689415, 2.2947810198859067], 2.6887398167839573, 3.700000003),
        (2, [0.668123494451532, 2.331876504205966], 2.641301070880146, 3.700000003),
    ])
    func aParameterWithoutAGradientIsSkippedOrDecays(
        network: Int, first: [Double], second: Double, third: Double
    ) {
        final class Trio: Module {
            @Parameter var first = Tensor([1.0, 2], shape: [2])
            @Parameter var second = Tensor([3.0], shape: [1])
            @Parameter var third = Tensor([4.0], shape: [1])
        }
        let trio = Trio()
        let adam = Adam(trio.parameters(), AdamSettings(learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-8))
        let (one, two) = (Tensor([1.0], shape: [1]), Tensor([2.0, -1], shape: [2]))
        for gradients in [[two, one, one], [two * 2, nil, one], [nil, one * 3, one], [two, one * 5, nil]] {
            adam.step(adam.withZeros(gradients, ofFirst: network))
        }
        #expect(relativeError(trio.first, Tensor(first, shape: [2])) < 1e-12)
        #expect((trio.second.item() - second).magnitude < 1e-12)
        #expect((trio.third.item() - third).magnitude < 1e-12)
    }

    /// Zeros are for moments that there are: a parameter that nothing has reached has no gradient in PyTorch either.
    @Test func aParameterThatNothingHasReachedIsSkipped() {
        let net = Net([0.5])
        let adam = Adam(net.parameters(), AdamSettings(learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-8))
        adam.step(adam.withZeros([nil], ofFirst: 1))
        adam.step(adam.withZeros([Tensor([2.0], shape: [1])], ofFirst: 1))
        // By hand: a first step is as long as the rate.
        #expect((net.weight.item() - 0.4).magnitude < 1e-8)
    }

    /// From a saved state the weights go on to the same bits; moments written in place must not change what was saved.
    @Test func stateGoesOnWhereItWasSaved() throws {
        let settings = AdamSettings(learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-8)
        let gradients = (1...4).map { Tensor([0.3 * Double($0), -1], shape: [2]) }
        let (net, twin) = (Net([1, 2]), Net([1, 2]))
        let (adam, resumed) = (Adam(net.parameters(), settings), Adam(twin.parameters(), settings))
        for gradient in gradients.prefix(2) { adam.step([gradient]) }
        var writer = SafetensorsWriter()
        adam.addState(to: &writer, prefix: "optimizer.")
        twin.weight = net.weight
        let other = Adam(Net([1, 2, 3]).parameters(), settings)
        try withTemporaryFolder { folder in
            try writer.write(to: "\(folder)/adam.safetensors")
            let file = try SafetensorsFile(path: "\(folder)/adam.safetensors")
            try resumed.loadState(from: file, prefix: "optimizer.")
            #expect(throws: StateMismatch.self) { try other.loadState(from: file, prefix: "optimizer.") }
        }
        for gradient in gradients.suffix(2) {
            adam.step([gradient])
            resumed.step([gradient])
        }
        #expect(bits(net.weight) == bits(twin.weight))
    }

    /// METHODS §15: batch and half-life in thousands of images.
    @Test(arguments: [
        (128, 500.0, 0.9998225701), (128, 20, 0.9955736832), (64, 500, 0.9999112811), (32, 10, 0.9977843871),
        (64, 20, 0.9977843871),
    ])
    func decayMatchesTheGoldenNumbers(batch: Int, thousands: Double, expected: Double) {
        let decay = MovingAverage.decay(batch: batch, halfLife: thousands * 1000, seen: 0, rampUp: nil)
        #expect((decay - expected).magnitude < 1e-10)
    }

    @Test func theRampStartsWithACopy() {
        #expect(MovingAverage.decay(batch: 32, halfLife: 10_000, seen: 0, rampUp: 0.05) == 0)
        let early = MovingAverage.decay(batch: 32, halfLife: 10_000, seen: 20_000, rampUp: 0.05)
        #expect((early - 0.9780634734).magnitude < 1e-9)  // 0.5^(32 / 1000)
        let late = MovingAverage.decay(batch: 32, halfLife: 10_000, seen: 10_000_000, rampUp: 0.05)
        #expect((late - 0.9977843871).magnitude < 1e-10)
    }

    @Test(arguments: [MovingAverage.BufferRule.copied, .averaged])
    func averagesFollowWeightsAndTreatBuffersAsAsked(_ rule: MovingAverage.BufferRule) {
        let (source, target) = (Net([1, 2], mean: [4]), Net([3, 6], mean: [8]))
        source.steps = 7
        MovingAverage(of: source, in: target, buffers: rule).update(decay: 0.75)
        #expect(target.weight.scalars(as: Double.self) == [2.5, 5])
        #expect(target.mean.item() == (rule == .copied ? 4 : 7))
        #expect(target.steps == 7)
        #expect(source.weight.scalars(as: Double.self) == [1, 2])
        source.mean = Tensor([0.0], shape: [1])
        #expect(target.mean.item() == (rule == .copied ? 4 : 7), "the average keeps its own")
    }
}
