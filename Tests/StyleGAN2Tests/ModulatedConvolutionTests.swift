import GANTensor
import GANTestSupport
import Testing

@testable import StyleGAN2

/// METHODS §1.5, §1.10.
@Suite(.onChosenBackend) struct ModulatedConvolutionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let kernel: Int
        let up: Int
        let demodulates: Bool
        var testDescription: String { "\(kernel)×\(kernel) up \(up)\(demodulates ? "" : ", not demodulated")" }
    }

    static let cases = [
        Case(kernel: 3, up: 1, demodulates: true), Case(kernel: 3, up: 2, demodulates: true),
        Case(kernel: 1, up: 1, demodulates: false), Case(kernel: 1, up: 2, demodulates: true),
    ]

    private let random = RandomStream(seed: 3, path: "modulated")

    private func convolution(_ test: Case) -> ModulatedConvolution {
        ModulatedConvolution(
            weight: random.normal([5, 4, test.kernel, test.kernel]), styles: random.normal([3, 4]) + 1,
            demodulates: test.demodulates, up: test.up, filter: .binomial)
    }

    @Test(arguments: cases) func oneConvolutionInGroupsAgrees(_ test: Case) {
        let convolution = convolution(test)
        let x = random.normal([3, 4, 6, 6])
        #expect(relativeError(convolution.fused(x), convolution(x)) < 1e-5)
    }

    @Test func demodulationUndoesTheScaleOfStylesAndWeights() {
        let base = convolution(Self.cases[0])
        let scaled = ModulatedConvolution(
            weight: base.weight * 7, styles: base.styles * 0.25, demodulates: true, up: 1, filter: .binomial)
        let x = random.normal([3, 4, 6, 6])
        #expect(relativeError(scaled(x), base(x)) < 1e-5)
    }

    /// The definition, sample by sample: w' = w · s, then w' / √Σ w'².
    @Test func isAConvolutionWithEachSamplesOwnWeights() {
        let convolution = convolution(Self.cases[0])
        let x = random.normal([3, 4, 6, 6])
        let y = convolution(x)
        for sample in 0..<3 {
            let modulated = convolution.weight * convolution.styles.rows(sample..<sample + 1).reshaped(1, 4, 1, 1)
            let norm = modulated.squared().sum(1, 2, 3, keepDims: true).sqrt()
            let expected = x.rows(sample..<sample + 1).convolved(with: modulated / norm, .padded(1))
            #expect(relativeError(y.rows(sample..<sample + 1), expected) < 1e-5)
        }
    }
}

extension ModulatedConvolution {
    /// One weight for each sample, and a single convolution in N groups.
    fileprivate func fused(_ x: Tensor) -> Tensor {
        let (samples, channels) = (styles.shape[0], styles.shape[1])
        let (out, kernel) = (weight.shape[0], weight.shape[2])
        var weights = weight.reshaped(1, out, channels, kernel, kernel) * styles.reshaped(samples, 1, channels, 1, 1)
        if demodulates { weights = weights * demodulation.reshaped(samples, out, 1, 1, 1) }
        let y = x.reshaped(1, samples * channels, x.shape[2], x.shape[3]).convolved(
            with: weights.reshaped(samples * out, channels, kernel, kernel), filter, up: up, padding: kernel / 2,
            groups: samples, flipsWeight: up != 1)
        return y.reshaped(samples, out, y.shape[2], y.shape[3])
    }
}
