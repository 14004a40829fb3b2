import GANTensor
import Testing

/// Operands that do not fit end the process with words that name the operation, the shapes and the axis.
@Suite struct ShapeErrorTests {
    private static func words(_ result: ExitTest.Result?) -> String {
        String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    @Test func broadcastingNamesTheAxis() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.ones([2, 3, 4]) + Tensor.ones([3, 5])
        }
        #expect(Self.words(result).contains("+: [2, 3, 4] and [3, 5] do not broadcast: axis -1 has sizes 4 and 5"))
    }

    @Test func typesMustAgree() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.ones([2]) * Tensor.ones([2], dtype: .float64)
        }
        #expect(Self.words(result).contains("*: the operands are of float32 and float64"))
    }

    @Test func productsNameTheInnerAxis() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = matmul(Tensor.ones([2, 3]), Tensor.ones([5, 4]), transposesRight: true)
        }
        #expect(
            Self.words(result).contains(
                "matmul: [2, 3] and [5, 4] transposed: the inner axis has sizes 3 and 4"))
    }

    @Test func convolutionNamesTheChannels() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.ones([1, 3, 8, 8]).convolved(with: .ones([4, 2, 3, 3]), .padded(1))
        }
        #expect(
            Self.words(result).contains(
                "convolved: images [1, 3, 8, 8] and weights [4, 2, 3, 3]: axis 1 has sizes 3 and 2"))
    }

    @Test func aKernelMustFitTheMap() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.ones([1, 1, 2, 8]).convolved(with: .ones([1, 1, 5, 5]), .padded(1))
        }
        #expect(
            Self.words(result).contains(
                "convolved: a kernel [1, 1, 5, 5] with dilation 1 does not fit images [1, 1, 2, 8] with padding 1"))
    }

    @Test func reshapingCountsElements() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.ones([2, 3]).reshaped(4, 2)
        }
        #expect(Self.words(result).contains("reshaped: [2, 3] has 6 elements, [4, 2] has 8"))
    }

    @Test func anAxisMustExist() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.ones([2, 3]).sum(2)
        }
        #expect(Self.words(result).contains("sum: axis 2 is outside [2, 3], which has 2 axes"))
    }

    @Test func aReleasedGraphSaysSo() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor.ones([2]).requiringGradient()
            let y = x.squared().sum()
            _ = gradients(of: y, wrt: [x], releasingGraph: true)
            _ = gradients(of: y, wrt: [x])
        }
        #expect(Self.words(result).contains("was already differentiated with releasingGraph"))
    }

    @Test func whatNeedsNoGradientHasNone() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor.ones([2])
            _ = gradient(of: x.requiringGradient().sum(), wrt: x)
        }
        #expect(Self.words(result).contains("gradients: target 0, [2], requires no gradient"))
    }
}
