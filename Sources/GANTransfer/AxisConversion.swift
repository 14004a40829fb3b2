import GANCore
import GANTensor

/// Converts a source's tensor to another size along one axis.
struct AxisConversion {
    let axis: TransferAxis
    let source: Tensor
    /// The network's initial values.
    let target: Tensor

    /// - Returns: nil unless the two shapes differ only along the axis.
    init?(_ axis: TransferAxis, source: Tensor, target: Tensor) {
        guard Self.fits(axis, source: source.shape.dimensions, target: target.shape.dimensions) else { return nil }
        (self.axis, self.source, self.target) = (axis, source, target)
    }

    /// Whether two shapes differ only along the axis.
    static func fits(_ axis: TransferAxis, source: [Int], target: [Int]) -> Bool {
        func others(_ shape: [Int]) -> [Int] { shape.indices.filter { $0 != axis.axis }.map { shape[$0] } }
        return source.count == target.count && axis.axis < source.count && others(source) == others(target)
    }

    private var sourceSize: Int { source.shape[axis.axis] }
    private var targetSize: Int { target.shape[axis.axis] }

    /// The factor for stored weights of a layer that divides them by √inputs, so that its function does not change.
    private var gain: Double {
        axis.isInput && axis.isEqualized ? (Double(targetSize) / Double(sourceSize)).squareRoot() : 1
    }

    // MARK: Labels

    /// - Parameter perLabel: entries per class along the axis.
    func labels(_ starts: [ClassMatch.Start], perLabel: Int) -> Tensor {
        let (rows, drawn) = (first(source), first(target))
        let each = rows.reshaped(to: Shape([sourceSize / perLabel, perLabel] + rows.shape.dimensions.dropFirst()))
        let parts = starts.enumerated().map { index, start in
            switch start {
            case .copy(let source): rows.rows(source * perLabel..<(source + 1) * perLabel) * gain
            case .average: each.mean(0) * gain
            case .drawn: drawn.rows(index * perLabel..<(index + 1) * perLabel)
            }
        }
        return back(concatenate(parts, axis: 0))
    }

    /// Moves the axis to the front.
    private func first(_ tensor: Tensor) -> Tensor { tensor.permuted(order(tensor.rank)) }

    private func back(_ tensor: Tensor) -> Tensor {
        let order = order(tensor.rank)
        return tensor.permuted(order.indices.map { place in order.firstIndex(of: place) ?? place })
    }

    private func order(_ rank: Int) -> [Int] { [axis.axis] + (0..<rank).filter { $0 != axis.axis } }

    // MARK: Channels and embeddings

    /// Between color and gray: outputs are averaged or repeated; inputs are converted so that a gray image gives the same result.
    /// - Returns: nil for other numbers of channels.
    func imageChannels() -> Tensor? {
        switch (sourceSize, targetSize) {
        case (3, 1):
            let sum = source.sum(axis.axis, keepDims: true)
            return axis.isInput ? sum * gain : sum / 3
        case (1, 3):
            let copies = source.repeated(3, axis: axis.axis)
            return axis.isInput ? copies * (gain / 3) : copies
        default: return nil
        }
    }

    /// New inputs of an embedding start at zero, so that the layer's function does not change; inputs of a removed embedding are
    /// dropped.
    /// - Parameter first: index of the first such input.
    /// - Returns: nil if the sizes differ in another way.
    func embedding(first: Int) -> Tensor? {
        if sourceSize == first, targetSize > first {
            return (source * gain).padded(axis.axis, before: 0, after: targetSize - first)
        }
        guard targetSize == first, sourceSize > first else { return nil }
        return source.sliced(axis.axis, 0..<first) * gain
    }
}
