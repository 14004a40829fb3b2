import GANTensor

/// The input of a generator's pass.
package struct LatentBatch {
    package let layout: BatchLayout
    /// [N, latentSize], view by view.
    package let z: Tensor
    /// [N, C], view by view.
    package let labels: Tensor
    /// Whether the generator may mix in styles of other latents.
    package var mixesStyles = true

    package init(layout: BatchLayout, z: Tensor, labels: Tensor, mixesStyles: Bool = true) {
        (self.layout, self.z, self.labels, self.mixesStyles) = (layout, z, labels, mixesStyles)
    }

    /// A part of the latents, in every view.
    /// - Parameter range: rows of the first view.
    package func slice(_ range: Range<Int>) -> LatentBatch {
        let size = layout.count / layout.views
        func rows(_ tensor: Tensor) -> Tensor {
            let views = (0..<layout.views).map {
                tensor.rows($0 * size + range.lowerBound..<$0 * size + range.upperBound)
            }
            return views.count == 1 ? views[0] : concatenate(views, axis: 0)
        }
        let layout = BatchLayout(count: range.count * layout.views, views: layout.views)
        return LatentBatch(layout: layout, z: rows(z), labels: rows(labels), mixesStyles: mixesStyles)
    }
}
