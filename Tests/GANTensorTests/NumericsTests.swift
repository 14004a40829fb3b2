import GANTensor
import GANTestSupport
import Testing

/// Values at the edges of what floating point can say.
@Suite(.onChosenBackend) struct NumericsTests {
    private func floats(_ x: Tensor) -> [Float] { x.scalars(as: Float.self) }

    @Test func softplusAndSigmoidDoNotOverflow() {
        let x = Tensor([-200, -20, 0, 20, 200] as [Float], shape: [5])
        #expect(floats(x.softplus()) == [0, 2.0611537e-9, 0.6931472, 20, 200])
        #expect(floats(x.sigmoid()) == [0, 2.0611537e-9, 0.5, 1, 1])
    }

    /// Values of Python's `math.erf`.
    @Test func theErrorFunctionIsTheMathematicalOne() {
        let x = Tensor([-6, -1.25, -0.5, 0, 1e-4, 0.5, 2, 6], shape: [8])
        let known = [
            -1, -0.9229001282564582, -0.5204998778130465, 0, 0.00011283791633342487, 0.5204998778130465,
            0.9953222650189527, 1,
        ]
        #expect(zip(x.erf().scalars(as: Double.self), known).allSatisfy { ($0 - $1).magnitude < 1e-15 })
        let single = x.converted(to: .float32).erf().scalars(as: Float.self)
        #expect(zip(single, known).allSatisfy { ($0 - Float($1)).magnitude < 2e-7 })
    }

    @Test func logSumExpKeepsLargeAndInfiniteRows() {
        let x = Tensor([1000, 1000, -.infinity, -.infinity, .infinity, 0] as [Float], shape: [3, 2])
        #expect(floats(x.logSumExp()) == [Float(1000.6931471805599), -.infinity, .infinity])
        #expect(floats(Tensor([1000, 1000, 990] as [Float], shape: [1, 3]).softmax())[0].magnitude < 0.5)
    }

    @Test func whatIsNotANumberIsNotHidden() {
        let x = Tensor([1, .nan, 3] as [Float], shape: [3])
        #expect(x.max().item().isNaN)
        #expect(floats(x.clamped(to: -1...1))[1].isNaN)
        #expect(floats(relu(x))[1].isNaN)
        #expect(floats(maximum(x, .zeros([3])))[1].isNaN)
        #expect(floats(minimum(.zeros([3]), x))[1].isNaN)
        #expect(floats(x.reshaped(1, 3).activated(bias: nil, .leakyRelu(slope: 0.2), clamp: 2))[1].isNaN)
        #expect(!x.isFinite())
        #expect(!Tensor([1, .infinity] as [Float], shape: [2]).isFinite())
        #expect(Tensor.ones([1000]).isFinite())
        #expect(Tensor.zeros([0]).isFinite())
    }

    /// Also in the middle of what a kernel takes several at a time.
    @Test(arguments: [0, 5, 16, 37, 99]) func oneBadElementAmongManyShows(place: Int) {
        var numbers = [Float](repeating: 1, count: 100)
        numbers[place] = .nan
        let x = Tensor(numbers, shape: [100])
        #expect(!x.isFinite())
        #expect(x.max().item().isNaN)
        #expect(x.reshaped(100, 1).broadcast(to: [100, 20]).max(0).scalars(as: Float.self).count { $0.isNaN } == 20)
        #expect(x.sum().item().isNaN)
    }

    @Test func theSideNotSelectedMayBeAnything() {
        let (mask, bad) = (Tensor([1, 0] as [Float], shape: [2]), Tensor([.nan, 2] as [Float], shape: [2]))
        #expect(floats(select(mask, .ones([2]), bad)) == [1, 2])
    }

    @Test func longSumsKeepTheirPrecision() {
        let tenth = Tensor(repeating: 0.1, shape: [4_000_000])
        #expect((tenth.sum().item() / 400_000 - 1).magnitude < 1e-6)
        #expect((tenth.reshaped(40_000, 100).sum(0).mean().item() / 4000 - 1).magnitude < 1e-6)
    }

    @Test func conversionsCutTowardsZero() {
        let x = Tensor([1.9, -1.9, 3e10, -3e10, .nan] as [Float], shape: [5]).converted(to: .int32)
        #expect(x.scalars(as: Int32.self) == [1, -1, .max, .min, 0])
        #expect(Tensor([16_777_217] as [Int32], shape: [1]).converted(to: .float64).item() == 16_777_217)
    }

    @Test func comparisonsGiveOnesAndZeros() {
        let (a, b) = (Tensor([1, 2, 3] as [Float], shape: [3]), Tensor([2, 2, 2] as [Float], shape: [3]))
        #expect(floats(a .< b) == [1, 0, 0])
        #expect(floats(a .<= b) == [1, 1, 0])
        #expect(floats(a .> b) == [0, 0, 1])
        #expect(floats(a .>= b) == [0, 1, 1])
        #expect(floats(a .== b) == [0, 1, 0])
    }

    @Test func indicesOutsideAreHarmless() {
        let picks = Tensor([-1, 0, 5, Int32.max] as [Int32], shape: [4])
        #expect(floats(Tensor.ones([2, 1]).rows(at: picks)) == [0, 1, 0, 0])
        #expect(floats(picks.oneHot(classes: 2)) == [0, 0, 1, 0, 0, 0, 0, 0])
    }

    @Test func placesOutsideAPictureAreZeroWhateverIsInside() {
        let picture = Tensor([.nan, 1, 2, .infinity] as [Float], shape: [1, 1, 2, 2])
        let grid = Tensor([-5, -5, .nan, 0, 0.5, -0.5] as [Float], shape: [1, 1, 3, 2])
        #expect(floats(picture.sampled(at: grid)) == [0, 0, 1])
    }

    /// As PyTorch has it: at a kink the side below counts, a bound still passes, the first of equal maxima wins.
    @Test func gradientsAtKinksAreChosen() {
        let x = Tensor([-0.5, 0, 0.5, 0.75] as [Float], shape: [4]).requiringGradient()
        func slope(_ y: Tensor) -> [Float] { floats(gradient(of: y.sum(), wrt: x)) }
        #expect(slope(x.leakyRelu(slope: 0.2)) == [0.2, 0.2, 1, 1])
        #expect(slope(relu(x)) == [0, 0, 1, 1])
        #expect(slope(x.clamped(to: -0.5...0.5)) == [1, 1, 1, 0])
        #expect(slope(x.reshaped(1, 4).activated(bias: nil, .leakyRelu(slope: 0.2), gain: 2)) == [0.4, 0.4, 2, 2])
        let flat = Tensor.ones([1, 1, 2, 4]).requiringGradient()
        #expect(floats(gradient(of: flat.maxPooled(.tiles(2)).sum(), wrt: flat)) == [1, 0, 1, 0, 0, 0, 0, 0])
    }

    @Test func roundingAndSigns() {
        let x = Tensor([-1.5, -0.5, 0, 0.5, 1.5, 2.5] as [Float], shape: [6])
        #expect(floats(x.rounded()) == [-2, 0, 0, 0, 2, 2])
        #expect(floats(x.floor()) == [-2, -1, 0, 0, 1, 2])
        #expect(floats(x.sign()) == [-1, -1, 0, 1, 1, 1])
    }

    @Test func sharesAndPlacesAreAsDocumented() {
        let counts = Tensor.ones([1, 1, 3, 3]).averagePooled(
            PoolWindow(size: 3, stride: 2, padding: 1), countsPadding: true)
        #expect(floats(counts * 9) == [4, 4, 4, 4])
        let identity = Tensor([-0.5, 0.5, -0.5, 0.5] as [Float], shape: [4])
        let picture = RandomStream(seed: 1, path: "p").normal([1, 2, 2, 2])
        let x = identity.reshaped(1, 1, 4, 1).reshaped(2, 2).broadcast(to: [2, 2])
        let grid = concatenate([x.reshaped(1, 2, 2, 1), x.transposed().reshaped(1, 2, 2, 1)], axis: 3)
        #expect(relativeError(picture.sampled(at: grid), picture) < 1e-6, "pixel centers read the pixels")
    }
}
