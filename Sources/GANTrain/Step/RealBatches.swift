import GANCore
import GANTensor

/// The data in random order, epoch after epoch. What step draws what follows from the seed alone.
struct RealBatches {
    private let data: any Dataset
    private let seed: UInt64
    private let batch: Int
    private let flips: Bool
    private var epoch = -1
    private var order: [Int] = []

    init(_ composition: Composition, batch: Int) {
        (data, seed, self.batch) = (composition.data, composition.seed, batch)
        flips = (composition.data as? any StreamedDataset)?.source.flipsInTraining ?? false
    }

    /// Images and labels of a step.
    /// - Throws: what the data throw for an image that cannot be read.
    mutating func samples(step: Int) throws -> Samples {
        let positions = step * batch..<(step + 1) * batch
        let indices = positions.map { index(at: $0) }
        var samples = try data.samples(at: indices)
        if flips { samples.images = flipped(samples.images, step: step) }
        return samples
    }

    /// Half of the images mirrored, left and right.
    private func flipped(_ images: Tensor, step: Int) -> Tensor {
        let random = RandomStream(seed: seed, path: "train.data.flips", step: step)
        let mirrors = random.uniform([images.shape[0], 1, 1, 1]) .< 0.5
        return select(mirrors, images.flipped(3), images)
    }

    private mutating func index(at position: Int) -> Int {
        let count = data.facts.count
        if position / count != epoch {
            epoch = position / count
            order = RandomStream(seed: seed, path: "train.data", step: epoch).permutation(count).scalars(as: Int32.self)
                .map(Int.init)
        }
        return order[position % count]
    }
}
