import GANModule
import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct SpectralNormalizationTests {
    /// Rows are orthogonal and of lengths 3, 2 and 1, which are the singular values.
    private let weight = Tensor([0, 3, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1] as [Float], shape: [3, 4, 1, 1])

    private func norm(_ variant: SpectralOptions.Variant) -> SpectralNormalization {
        SpectralNormalization(weight.shape, SpectralOptions(variant), random: RandomStream(seed: 2, path: "u"))
    }

    private func state(_ norm: SpectralNormalization) -> [[UInt64]] {
        norm.buffers().compactMap { ($0.buffer.value as? Tensor).map(bits) }
    }

    @Test(arguments: SpectralOptions.Variant.allCases)
    func findsTheLargestSingularValue(_ variant: SpectralOptions.Variant) {
        let norm = norm(variant)
        for _ in 0..<30 { _ = norm(weight) }
        #expect(relativeError(norm(weight), weight / 3) < 1e-5)
    }

    /// In use the author's makes a step that does not last; StudioGAN's makes none, and so follows a changed weight less.
    @Test func variantsDifferInUse() {
        let norms = SpectralOptions.Variant.allCases.map(norm)
        for norm in norms {
            for _ in 0..<30 { _ = norm(weight) }
            norm.setTraining(false)
        }
        // The largest singular vector turns, from the second axis of the input to the first two.
        let turned = weight + Tensor([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] as [Float], shape: weight.shape)
        let before = norms.map(state)
        let found = norms.map { norm in turned.scalars(as: Float.self)[1] / norm(turned).scalars(as: Float.self)[1] }
        #expect(norms.map(state) == before)
        #expect(found[0] > 3.5 && found[0] < 4)
        #expect(abs(found[1] - 3) < 1e-4)
    }

    @Test(arguments: SpectralOptions.Variant.allCases) func stepsOnceAPass(_ variant: SpectralOptions.Variant) {
        let norm = norm(variant)
        let fresh = state(norm)
        _ = norm(weight, keepsState: true)
        #expect(state(norm) == fresh)
        _ = norm(weight)
        let once = state(norm)
        #expect(once != fresh)
        _ = norm(weight)
        #expect(state(norm) != once)
    }

    @Test func namesAreThoseOfCheckpoints() {
        #expect(norm(.author).buffers().map(\.path) == ["u0", "sv0"])
        let plan = LayerOptions(.normal, spectral: SpectralOptions(), random: RandomStream(seed: 1, path: ""))
        let layer = Convolution(2, 3, plan)
        #expect(layer.parameters().map(\.path) == ["weight", "bias"])
        #expect(layer.buffers().map(\.path) == ["u0", "sv0"])
    }
}

@Suite(.onChosenBackend) struct InitializationTests {
    @Test(arguments: [[6, 9], [9, 6], [5, 5], [4, 3, 2, 2], [1, 7], [7, 1]]) func rowsAreOrthonormal(_ sizes: [Int]) {
        let weight = Initialization.orthogonal.weight(Shape(sizes), RandomStream(seed: 3, path: "w"))
        #expect(weight.shape == Shape(sizes))
        let rows = weight.reshaped(sizes[0], -1)
        let isWide = rows.shape[0] <= rows.shape[1]
        let product = matmul(rows, rows, transposesLeft: !isWide, transposesRight: isWide)
        #expect(relativeError(product, .identity(product.shape[0])) < 1e-5)
    }

    /// Without a preferred direction: the mean of many is zero.
    @Test func orthogonalWeightsHaveNoDirection() {
        let random = RandomStream(seed: 4, path: "w")
        let sum =
            (0..<200).map { _ in Initialization.orthogonal.weight([2, 2], random) }
            .reduce(Tensor.zeros([2, 2])) { $0 + $1 } / 200
        #expect(sum.abs().max().item() < 0.2)
    }

    @Test func deviations() {
        let random = RandomStream(seed: 5, path: "w")
        let normal = Initialization.normal.weight([100, 100], random)
        #expect(abs(normal.squared().mean().item().squareRoot() - 0.02) < 1e-3)
        // √(6 / (40 + 60) / 9): the largest, and √3 times the deviation.
        let xavier = Initialization.xavier.weight([40, 60, 3, 3], random)
        let bound = (6.0 / 900).squareRoot()
        #expect(xavier.abs().max().item() <= bound && xavier.abs().max().item() > 0.99 * bound)
    }
}

@Suite(.onChosenBackend) struct SelfAttentionTests {
    @Test func beginsAsTheIdentity() {
        let random = RandomStream(seed: 6, path: "attention")
        let x = random.normal([2, 8, 4, 4])
        let attention = SelfAttention(8, LayerOptions(.orthogonal, random: random))
        #expect(bits(attention(x)) == bits(x))
        #expect(
            Set(attention.parameters().map(\.path)) == ["gamma", "theta.weight", "phi.weight", "g.weight", "o.weight"])
    }
}
