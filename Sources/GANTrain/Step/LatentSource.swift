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

    /// z [count, latentSize] and labels [count, C], view by view as `plan` requests.
    /// - Parameter edit: changes the distinct latents.
    func draw(
        _ plan: BatchLayout, _ random: RandomStream, _ edit: (Tensor) -> Tensor = { $0 }
    ) throws -> StepBatch.LatentBatch {
        let rows = plan.count / plan.views
        let drawn = random.normal([rows, latentSize])
        let labels = try labels(rows, random)
        let z = edit(drawn)
        guard plan.views > 1 else { return StepBatch.LatentBatch(plan: plan, z: z, labels: labels) }
        return StepBatch.LatentBatch(
            plan: plan, z: repeatedViews(z, plan.views), labels: repeatedViews(labels, plan.views))
    }

    private func labels(_ count: Int, _ random: RandomStream) throws -> Tensor {
        let facts = data.facts
        if fakeLabels == .uniform, facts.labelKind == .classes {
            return random.integers(below: facts.labelSize, [count]).oneHot(classes: facts.labelSize)
        }
        let picks = random.integers(below: facts.count, [count]).scalars(as: Int32.self).map(Int.init)
        return try data.labels(at: picks)
    }

    private func repeatedViews(_ rows: Tensor, _ views: Int) -> Tensor {
        concatenate(Array(repeating: rows, count: views), axis: 0)
    }
}
