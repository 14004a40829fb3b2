import GANTensor
import GANTestSupport
import Synchronization
import Testing

@Suite(.onChosenBackend) struct GraphTests {
    /// The names of the kernels that `body` runs.
    private func kernels(_ body: () -> Void) -> [String] {
        let names = Mutex<[String]>([])
        let recording = WrappingBackend(CPUBackend(threads: 1)) { call, body in
            names.withLock { $0.append("\(call.name)") }
            body()
        }
        Backends.with(recording, body)
        return names.withLock { $0 }
    }

    @Test func onlyWhatLeadsToATargetIsDifferentiated() {
        func discriminator(wrt chosen: Int) -> [String] {
            kernels {
                let images = Tensor.ones([1, 2, 4, 4]).requiringGradient()
                let weights = (0..<2).map { _ in Tensor.ones([2, 2, 3, 3]).requiringGradient() }
                let logit = weights.reduce(images) { $0.convolved(with: $1, .padded(1)) }.sum()
                _ = gradient(of: logit, wrt: ([images] + weights)[chosen])
            }
        }
        let towardsImages = discriminator(wrt: 0)
        #expect(towardsImages.count { $0 == "convolutionInputAdjoint" } == 2)
        #expect(!towardsImages.contains("convolutionWeightAdjoint"), "R1 needs no gradient in a weight")
        let towardsLastWeight = discriminator(wrt: 2)
        #expect(towardsLastWeight.count { $0 == "convolutionWeightAdjoint" } == 1)
        #expect(!towardsLastWeight.contains("convolutionInputAdjoint"), "nothing before the last weight is asked for")
    }

    @Test func aTargetThatIsNotReachedHasNone() {
        let (x, other) = (Tensor.ones([2]).requiringGradient(), Tensor.ones([3]).requiringGradient())
        let found = gradients(of: x.squared().sum(), wrt: [other, x])
        #expect(found[0] == nil)
        #expect(found[1]?.scalars(as: Float.self) == [2, 2])
        #expect(gradient(of: x.sum(), wrt: other).scalars(as: Float.self) == [0, 0, 0])
    }

    /// As in PyTorch, whose Adam counts a step for zeros and none where there is no gradient: the slope of a network in its
    /// input depends on a bias before a leaky relu, though its derivative is zero, but not on the last bias.
    @Test(arguments: [true, false]) func whatDecidesOnASlopeHasAGradientOfZeros(_ isFused: Bool) {
        let x = Tensor([1.0, -2], shape: [1, 2]).requiringGradient()
        let weights = (0..<2).map { _ in Tensor([0.5, 1, -1, 2], shape: [2, 2]).requiringGradient() }
        let biases = (0..<2).map { _ in Tensor([0.1, 0.2], shape: [2]).requiringGradient() }
        let first = matmul(x, weights[0])
        let bent =
            isFused
            ? first.activated(bias: biases[0], .leakyRelu(slope: 0.2)) : (first + biases[0]).leakyRelu(slope: 0.2)
        let y = matmul(bent, weights[1]).activated(bias: biases[1], .linear, clamp: 100)
        let gradient = gradient(of: y.sum(), wrt: x, createGraph: true)
        let found = gradients(of: gradient.squared().sum(), wrt: biases + weights)
        #expect(found[0]?.scalars(as: Double.self) == [0, 0])
        #expect(found[1] == nil)
        #expect(found.dropFirst(2).allSatisfy { ($0?.abs().max().item() ?? 0) > 0 })
    }

    @Test func anInnerTensorAndWhatItIsMadeOfCanBothBeTargets() {
        let x = Tensor([3.0], shape: [1]).requiringGradient()
        let square = x.squared()
        let found = gradients(of: square.squared().sum(), wrt: [square, x, square])
        #expect(found.map { $0?.scalars(as: Double.self) } == [[18], [108], [18]])
    }

    @Test func gradientsAreConstantsUnlessAGraphIsAskedFor() {
        let x = Tensor.ones([2]).requiringGradient()
        #expect(!gradient(of: x.squared().sum(), wrt: x).requiresGradient)
        #expect(gradient(of: x.squared().sum(), wrt: x, createGraph: true).requiresGradient)
        #expect(!withoutGradients { x.squared() }.requiresGradient)
        #expect(!x.squared().detached().requiresGradient)
    }

    @Test func aSeedWeighsTheElements() {
        let x = Tensor([1.0, 2, 3], shape: [3]).requiringGradient()
        let found = gradients(of: x.squared(), wrt: [x], seed: Tensor([1.0, 0, -1], shape: [3]))
        #expect(found[0]?.scalars(as: Double.self) == [2, 0, -6])
    }

    /// dy reaches both operands of a sum as one tensor; adding to one of them must not change the other.
    @Test func sharedGradientsAreNotAddedToInPlace() {
        let (a, b) = (Tensor.ones([4]).requiringGradient(), Tensor.ones([4]).requiringGradient())
        let y = (a + b) + a * 2.0 + a.squared()
        let found = gradients(of: y, wrt: [a, b])
        #expect(found[0]?.scalars(as: Float.self) == [5, 5, 5, 5])
        #expect(found[1]?.scalars(as: Float.self) == [1, 1, 1, 1])
        let seed = Tensor.ones([4])
        _ = gradients(of: a + a, wrt: [a], seed: seed)
        #expect(seed.scalars(as: Float.self) == [1, 1, 1, 1])
    }

    /// A part of dy goes to `piece` as a view of memory that `other` also holds and that must not be added to.
    @Test func gradientsThatPartsWereTakenOfAreNotAddedToInPlace() {
        let (x, w) = (Tensor.ones([1, 3]).requiringGradient(), Tensor.ones([2, 3]).requiringGradient())
        let piece = x * 2
        let other = w * 2
        let early = other * 3
        let late = other + concatenate([piece, piece.detached()], axis: 0)
        let found = gradients(of: early + late * 5, wrt: [x, w])
        #expect(found[0]?.scalars(as: Float.self) == [10, 10, 10])
        #expect(found[1]?.scalars(as: Float.self) == [16, 16, 16, 16, 16, 16])
    }

    /// Gradients with fewer passes over memory than those of the operations that they stand for, bit for bit the same.
    @Test func shortcutsHaveTheBitsOfTheLongWay() {
        let random = RandomStream(seed: 2, path: "shortcuts")
        let x = random.normal([3, 5, 4, 6]).requiringGradient()
        let weights = random.normal([5])
        func slope(_ y: Tensor) -> [UInt64]? { gradients(of: y, wrt: [x], seed: weights)[0].map(bits) }
        let (square, long) = (x.meanSquareOfChannels(), x.squared().mean(0, 2, 3))
        #expect(bits(square) == bits(long))
        #expect(slope(square) == slope(long))

        let (b, dy) = (random.normal([1, 5, 1, 1]).requiringGradient(), random.normal(x.shape))
        let subtracted = gradients(of: x - b, wrt: [b], seed: dy)[0]
        #expect(subtracted.map(bits) == bits((-dy).sum(0, 2, 3, keepDims: true)))

        let bias = Tensor.zeros([5]).requiringGradient()
        let names = kernels {
            let found = gradients(of: x.activated(bias: bias, .linear), wrt: [x, bias], seed: dy)
            #expect(found[0].map(bits) == bits(dy))
        }
        #expect(!names.contains("unary"), "a gain of 1 multiplies nothing: \(names)")
    }

    @Test func keepingTheGraphGivesTheSameTwice() {
        let x = Tensor([0.3, -2], shape: [2]).requiringGradient()
        let y = (x.exp() * x).sum()
        let twice = (0..<2).map { _ in bits(gradient(of: y, wrt: x)) }
        #expect(twice[0] == twice[1])
        #expect(gradients(of: y, wrt: [x], releasingGraph: true)[0].map(bits) == twice[0])
    }

    /// Each operation is held by the next; one nested call a link would need more stack than any thread has.
    @Test func aLongChainOfOperationsIsFreedWithoutRecursion() {
        let x = Tensor(1).requiringGradient()
        var y = x
        for _ in 0..<100_000 { y = x * y }
        #expect(y.requiresGradient)
        y = x
    }

    @Test func aDeepGraphIsDifferentiatedWithoutRecursion() {
        let x = Tensor(1, dtype: .float64).requiringGradient()
        var y = x
        for _ in 0..<50_000 { y = y + 1e-9 }
        #expect(gradient(of: y, wrt: x).item() == 1)
    }

    /// One thread: with more, how many of them need scratch memory at once depends on the machine's other work.
    @Test func aSettledLoopAllocatesNothing() {
        let backend = CPUBackend(threads: 1)
        Backends.with(backend) {
            var weight = RandomStream(seed: 1, path: "w").normal([8, 4, 3, 3]).requiringGradient()
            let images = RandomStream(seed: 1, path: "x").normal([4, 4, 8, 8])
            func step() {
                let y = images.convolved(with: weight, .padded(1)).leakyRelu(slope: 0.2).squared().mean()
                let gradient = gradients(of: y, wrt: [weight], releasingGraph: true)[0] ?? weight
                weight = (weight.detached() - gradient * 0.1).requiringGradient()
            }
            for _ in 0..<3 { step() }
            let settled = backend.allocator.statistics.systemAllocations
            for _ in 0..<5 { step() }
            #expect(backend.allocator.statistics.systemAllocations == settled)
        }
        #expect(backend.allocator.statistics.bytesInUse == 0, "everything handed out came back")
        #expect(backend.allocator.statistics.bytesCached > 0)
        backend.allocator.releaseCache()
        #expect(backend.allocator.statistics.bytesCached == 0)
    }
}
