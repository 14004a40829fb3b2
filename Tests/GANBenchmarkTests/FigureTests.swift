import GANBenchmark
import GANTensor
import Testing

@Suite struct FigureTests {
    @Test(arguments: [
        ("", "sgemm", true), ("conv", "conv3x3.all.32x64x64x64", true), ("conv", "sgemm", false),
        ("conv3x3.*.32x64x64x64", "conv3x3.all.32x64x64x64", true), ("*conv", "conv3x3.all.32x64x64x64", false),
        ("memory.memcp?", "memory.memcpy", true), ("memory.memcp?", "memory.memcpy-1", false),
        ("[rs]*", "random.normal", true), ("[", "sgemm", false),
    ])
    func matchesPattern(_ pattern: String, _ name: String, _ expected: Bool) {
        #expect(Pattern(pattern).matches(name) == expected)
    }

    @Test func namesAreUnique() {
        let names = Benchmark.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    /// Time and memory of `train.recompute: blocks` stand beside those without it.
    @Test func recomputationIsMeasuredBesideTheSameNetwork() {
        let names = Benchmark.all.map(\.name)
        let pairs = names.indices.dropFirst().filter { names[$0].hasSuffix(".recompute") }
        #expect(pairs.count == 2)
        for index in pairs { #expect(names[index - 1] + ".recompute" == names[index]) }
    }

    @Test func yardsticksHaveNone() {
        for benchmark in Benchmark.all where ["sgemm", "memory.memcpy"].contains(benchmark.name) {
            #expect(benchmark.yardstick == nil)
        }
    }

    @Test func profilesKernels() {
        let profile = KernelProfile()
        Backends.with(profile.watching(CPUBackend(threads: 1))) {
            let x = Tensor.ones([4, 8])
            _ = x + x
            _ = x + x
        }
        let lines = profile.lines(total: 10, calls: 2)
        #expect(Set(lines.map(\.kernel)) == ["binary", "fill", "(outside)"])
        #expect(lines.last?.kernel == "(outside)")
        let sum = lines.first { $0.kernel == "binary" }
        #expect(sum?.calls == 1)
        #expect(sum?.bytes == 384.0)
        #expect(abs(lines.reduce(0) { $0 + $1.share } - 1) < 1e-9)
    }

    /// By hand: a product of 2 × 3 and 3 × 4 numbers; a 3 × 3 convolution of 2 images from 3 to 5 channels on 4 × 4, which
    /// counts a quarter; everything else counts nothing.
    @Test func countsOperationsByWeight() throws {
        let trial = Trial(parts: [
            .init(weight: 1) { _ = matmul(Tensor.ones([2, 3]), Tensor.ones([3, 4])) + 1 },
            .init(weight: 0.25) { _ = Tensor.ones([2, 3, 4, 4]).convolved(with: .ones([5, 3, 3, 3]), .padded(1)) },
        ])
        let operations = try KernelProfile.totals(of: trial, on: CPUBackend(threads: 1)).operations
        let (product, convolution) = (2.0 * 24, 2.0 * 160 * 27)
        #expect(operations == product + convolution / 4)
    }

    /// Both adjoints of a convolution do as much as it does itself, stride and padding included.
    @Test func countsAdjointsAsTheConvolution() throws {
        let step = ConvolutionStep(stride: 2, padding: 0, dilation: 1, groups: 1)
        let trial = Trial {
            let x = Tensor.ones([2, 3, 9, 9]).requiringGradient()
            let w = Tensor.ones([5, 3, 3, 3]).requiringGradient()
            _ = gradients(of: x.convolved(with: w, step), wrt: [x, w])
        }
        let operations = try KernelProfile.totals(of: trial, on: CPUBackend(threads: 1)).operations
        let convolution = 2.0 * 160 * 27
        #expect(operations == 3 * convolution)
    }

    /// Of 16 steps one has both terms, three have one, and twelve have none.
    @Test func weighsLazyTermsAtTheirShare() {
        let schedule = LazySchedule([4, 16])
        #expect(schedule.measured == [2, 4])
        #expect(schedule.weights == [0.0625, 0.375, 0.1875, 0.375])
        #expect(LazySchedule([16]).weights == [0.0625, 0.9375])
        #expect(LazySchedule([]).weights == [1])
    }
}
