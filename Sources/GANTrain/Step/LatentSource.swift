import GANCore
import GANTensor

/// Draws latents and labels for generated images.
struct LatentSource {
    private let data: any Dataset
    private let latentSize: Int
    private let sampler: any Sampler

    /// - Parameter sampler: of labels.
    init(_ composition: Composition, _ sampler: any Sampler) {
        (data, latentSize, self.sampler) = (composition.data, composition.generator.latentSize, sampler)
    }

    /// Draws z [count, latentSize] and labels [count, C]. `layout.views` > 1 repeats the drawn rows, view after view.
    /// - Parameters:
    ///   - reals: labels of the real images beside the generated ones; nil for none.
    ///   - isThorough: whether the values of labels are looked at.
    ///   - edit: changes the distinct latents.
    func draw(
        _ layout: BatchLayout, _ random: RandomStream, at position: TrainingPosition, besides reals: Tensor? = nil,
        isThorough: Bool,
        _ edit: (Tensor) throws -> Tensor = { $0 }
    ) throws -> LatentBatch {
        let rows = layout.count / layout.views
        let drawn = random.normal([rows, latentSize])
        let labels = try ComponentError.locating("train.fake_sampler", step: position.step) {
            let labels = try self.labels(rows, random, position, besides: reals)
            try OutputRules(isThorough: isThorough).labels(labels, of: sampler, for: data.info, count: rows)
            return labels
        }
        let z = try edit(drawn)
        guard layout.views > 1 else { return LatentBatch(layout: layout, z: z, labels: labels) }
        return LatentBatch(
            layout: layout, z: repeatedViews(z, layout.views), labels: repeatedViews(labels, layout.views))
    }

    private func labels(
        _ count: Int, _ random: RandomStream, _ position: TrainingPosition, besides reals: Tensor?
    ) throws -> Tensor {
        guard let reals, count <= reals.shape[0], let pairing = sampler as? any PairingSampler else {
            return try sampler.fakeLabels(count, of: data, at: position, random: random)
        }
        return try pairing.fakeLabels(pairedWith: reals.rows(0..<count))
    }

    private func repeatedViews(_ rows: Tensor, _ views: Int) -> Tensor {
        concatenate(Array(repeating: rows, count: views), axis: 0)
    }
}
