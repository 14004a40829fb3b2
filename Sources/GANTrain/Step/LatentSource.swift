import GANCore
import GANTensor

/// Draws latents and labels for generated images.
struct LatentSource {
    private let data: any Dataset
    private let latentSize: Int
    private let fakeLabels: TrainSettings.FakeLabels

    init(_ composition: Composition, _ fakeLabels: TrainSettings.FakeLabels) {
        (data, latentSize) = (composition.data, composition.generator.latentSize)
        self.fakeLabels = fakeLabels
    }

    /// Draws z [count, latentSize] and labels [count, C]. `layout.views` > 1 repeats the drawn rows, view after view.
    /// - Parameter edit: changes the distinct latents.
    func draw(
        _ layout: BatchLayout, _ random: RandomStream, _ edit: (Tensor) throws -> Tensor = { $0 }
    ) throws -> StepBatch.LatentBatch {
        let rows = layout.count / layout.views
        let drawn = random.normal([rows, latentSize])
        let labels = try labels(rows, random)
        let z = try edit(drawn)
        guard layout.views > 1 else { return StepBatch.LatentBatch(layout: layout, z: z, labels: labels) }
        return StepBatch.LatentBatch(
            layout: layout, z: repeatedViews(z, layout.views), labels: repeatedViews(labels, layout.views))
    }

    private func labels(_ count: Int, _ random: RandomStream) throws -> Tensor {
        let info = data.info
        if fakeLabels == .uniform, info.labelKind == .classes {
            return random.integers(below: info.labelSize, [count]).oneHot(classes: info.labelSize)
        }
        let picks = random.integers(below: info.count, [count]).scalars(as: Int32.self).map(Int.init)
        return try data.labels(at: picks)
    }

    private func repeatedViews(_ rows: Tensor, _ views: Int) -> Tensor {
        concatenate(Array(repeating: rows, count: views), axis: 0)
    }
}
