import GANCore
import GANData
import GANModule
import GANTensor

/// Makes images with a generator in use. An image depends on its own draw alone, not on what else is asked for, and neither do
/// the generator's state and random draws of others.
package struct ImageSampler {
    private let generator: any Generator
    private let noise: NoiseMode
    private let batch: Int

    /// - Parameters:
    ///   - data: what the generator was made for.
    ///   - noise: of a generator that has some; `random` belongs to an image as its latents do.
    package init(_ generator: any Generator, _ data: DatasetFacts, noise: NoiseMode = .const) {
        (self.generator, self.noise) = (generator, noise)
        // Features of larger images take more memory; 16 rows fill the matrix products of small ones.
        batch = min(max(Self.pixels / max(data.height * data.width, 1), 1), 16)
    }

    /// Of a batch's images together.
    private static let pixels = 1 << 17

    /// - Parameter beforeEachBatch: may throw, to leave early.
    package func images(_ draws: [Draw], beforeEachBatch: () throws -> Void = {}) rethrows -> [RasterImage] {
        try inBatches(draws.map(\.place)) { rows, pass in
            try beforeEachBatch()
            let (z, labels) = inputs(rows.map { draws[$0] })
            guard let generator = generator as? any StyleGenerator else { return generator(z, labels, pass).images }
            return synthesize(generator.latents(z, labels, pass).styles, pass, generator)
        }
    }

    private func inputs(_ draws: [Draw]) -> (z: Tensor, labels: Tensor) {
        let z = concatenate(draws.map { $0.latents(generator.latentSize) }, axis: 0)
        return (z, Tensor(draws.flatMap(\.label), shape: [draws.count, draws.first?.label.count ?? 0]))
    }

    private func synthesize(_ styles: Tensor, _ pass: ForwardPass, _ generator: any StyleGenerator) -> Tensor {
        guard let generator = generator as? any NoiseGenerator else { return generator.synthesize(styles, pass) }
        return generator.synthesize(styles, pass, noise: noise)
    }

    /// Calls `make` with batches of indices of `places`.
    private func inBatches(_ places: [Place], _ make: ([Int], ForwardPass) throws -> Tensor) rethrows -> [RasterImage] {
        let wasTraining = generator.isTraining
        generator.setTraining(false)
        defer { generator.setTraining(wasTraining) }
        var images = [RasterImage?](repeating: nil, count: places.count)
        for batch in BatchPlan(places, size: batch, separatesBlocks: noise == .random).batches {
            let random = RandomStream(seed: 0, path: "generate.noise", step: batch.block)
            let made = try withoutGradients {
                RasterImage.images(try make(batch.rows, ForwardPass(phase: nil, random: random)))
            }
            for row in batch.taken { images[batch.rows[row]] = made[row] }
        }
        return images.compactMap(\.self)
    }
}
