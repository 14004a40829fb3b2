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
    ///   - edit: changes the distinct latents.
    func draw(
        _ layout: BatchLayout, _ random: RandomStream, at position: TrainingPosition, besides reals: Tensor? = nil,
        _ edit: (Tensor) throws -> Tensor = { $0 }
    ) throws -> LatentBatch {
        let rows = layout.count / layout.views
        let drawn = random.normal([rows, latentSize])
        let labels = try labels(rows, random, position, besides: reals)
        let z = try edit(drawn)
        guard layout.views > 1 else { return LatentBatch(layout: layout, z: z, labels: labels) }
        return LatentBatch(
            layout: layout, z: repeatedViews(z, layout.views), labels: repeatedViews(labels, layout.views))
    }

    private func labels(
        _ count: Int, _ random: RandomStream, _ position: TrainingPosition, besides reals: Tensor?
    ) throws -> Tensor {
        let labels = try ComponentError.locating("train.fake_sampler", step: position.step) {
            guard let reals, count <= reals.shape[0], let pairing = sampler as? any PairingSampler else {
                return try sampler.fakeLabels(count, of: data, at: position, random: random)
            }
            return try pairing.fakeLabels(pairedWith: reals.rows(0..<count))
        }
        guard labels.shape == [count, data.info.labelSize] else {
            throw TrainingError.labelsOfWrongShape("\(labels.shape)", expected: "[\(count), \(data.info.labelSize)]")
        }
        return labels
    }

    private func repeatedViews(_ rows: Tensor, _ views: Int) -> Tensor {
        concatenate(Array(repeating: rows, count: views), axis: 0)
    }
}
