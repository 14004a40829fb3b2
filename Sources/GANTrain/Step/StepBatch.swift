import GANCore
import GANTensor

/// The batch of an update: real samples, and the latents of generated images.
struct StepBatch {
    var reals: Samples?
    var latents: LatentBatch?
    /// Index of the micro-batch in the batch; a key of the networks' random numbers.
    var index = 0
    /// Index of its first real sample in the batch.
    var firstReal = 0
    /// The slice's share of the batch.
    var share = 1.0

    /// z [count, latentSize] and labels [count, C], view by view.
    struct LatentBatch {
        let layout: BatchLayout
        let z: Tensor
        let labels: Tensor
        /// Whether the generator may mix in styles of other latents.
        var mixesStyles = true
    }

    /// Micro-batches of at most `size` rows.
    func slices(of size: Int) -> [StepBatch] {
        let (realRows, layout) = (reals?.images.shape[0], latents?.layout)
        let slicing = Slicing(reals: realRows, layout, size: size)
        guard slicing.count > 1, let whole = realRows ?? layout.map({ $0.count / $0.views }) else { return [self] }
        return (0..<slicing.count).map { index in
            func range(_ count: Int) -> Range<Int> { slicing.range(index, of: count) }
            return StepBatch(
                reals: reals.map { $0.rows(range($0.images.shape[0])) },
                latents: latents.map { $0.slice(range($0.layout.count / $0.layout.views)) }, index: index,
                firstReal: realRows.map { range($0).lowerBound } ?? 0,
                share: Double(range(whole).count) / Double(whole))
        }
    }
}

extension StepBatch.LatentBatch {
    /// Some of the latents, in every view.
    fileprivate func slice(_ range: Range<Int>) -> StepBatch.LatentBatch {
        let size = layout.count / layout.views
        func rows(_ tensor: Tensor) -> Tensor {
            let views = (0..<layout.views).map {
                tensor.rows($0 * size + range.lowerBound..<$0 * size + range.upperBound)
            }
            return views.count == 1 ? views[0] : concatenate(views, axis: 0)
        }
        let layout = BatchLayout(count: range.count * layout.views, views: layout.views)
        return StepBatch.LatentBatch(layout: layout, z: rows(z), labels: rows(labels), mixesStyles: mixesStyles)
    }
}

extension Samples {
    func rows(_ range: Range<Int>) -> Samples {
        Samples(images: images.rows(range), labels: labels.rows(range))
    }
}
