import GANTensor

extension Benchmark {
    private static let images: Shape = [32, 64, 64, 64]

    /// StyleGAN2's 4-tap filter.
    static var resamplings: [Benchmark] {
        [
            resampling("up2", "upsampling by 2 with 4 taps, from [32, 64, 64, 64]", area: 4) {
                $0.upsampled(.binomial)
            },
            resampling("down2", "downsampling by 2 with 4 taps, from [32, 64, 64, 64]", area: 0.25) {
                $0.downsampled(.binomial)
            },
            resampling("plain", "filtering [32, 64, 64, 64] with 4 taps at the same size", area: 1) {
                $0.filtered(.binomial)
            },
        ]
    }

    /// - Parameter area: output elements per input element.
    private static func resampling(
        _ name: String, _ summary: String, area: Double, _ operation: @escaping (Tensor) -> Tensor
    ) -> Benchmark {
        let bytes = Double(images.count * ElementType.float32.byteWidth)
        return Benchmark(name: "memory.fir." + name, summary: summary, work: .bytes(bytes * (1 + area))) { _ in
            let x = RandomStream(seed: 1, path: "benchmark").normal(images)
            return { _ = operation(x) }
        }
    }
}
