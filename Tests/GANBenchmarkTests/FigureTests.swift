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
        let names = Figure.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func yardsticksHaveNone() {
        for figure in Figure.all where ["sgemm", "memory.memcpy"].contains(figure.name) {
            #expect(figure.yardstick == nil)
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
}
