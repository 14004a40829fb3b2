import GANCore
import GANTensor

/// Makes of a source's tensor one that has another size along one axis.
struct AxisConversion {
    let axis: TransferAxis
    let source: Tensor
    /// What the network drew.
    let target: Tensor

    /// - Returns: nothing unless the two differ along the axis alone.
    init?(_ axis: TransferAxis, source: Tensor, target: Tensor) {
        func others(_ tensor: Tensor) -> [Int] {
            tensor.shape.dimensions.enumerated().filter { $0.offset != axis.axis }.map(\.element)
        }
        guard source.rank == target.rank, axis.axis < source.rank, others(source) == others(target) else { return nil }
        (self.axis, self.source, self.target) = (axis, source, target)
    }

    private var sourceSize: Int { source.shape[axis.axis] }
    private var targetSize: Int { target.shape[axis.axis] }

    /// What stored weights are multiplied by where a layer divides them by √inputs, so that what it computes stays.
    private var gain: Double {
        axis.isInput && axis.isEqualized ? (Double(targetSize) / Double(sourceSize)).squareRoot() : 1
    }

    // MARK: Labels

    /// - Parameter perLabel: numbers of a class along the axis.
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

    /// The axis first.
    private func first(_ tensor: Tensor) -> Tensor { tensor.permuted(order(tensor.rank)) }

    private func back(_ tensor: Tensor) -> Tensor {
        let order = order(tensor.rank)
        return tensor.permuted(order.indices.map { place in order.firstIndex(of: place) ?? place })
    }

    private func order(_ rank: Int) -> [Int] { [axis.axis] + (0..<rank).filter { $0 != axis.axis } }

    // MARK: Channels and embeddings

    /// Between color and gray: outputs are averaged or repeated; inputs so that a gray image gives what it gave before.
    /// - Returns: nothing for other numbers of channels.
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

    /// Inputs of an embedding that joins begin at zero, so that the layer computes what it did; those of one that is gone are
    /// dropped.
    /// - Parameter first: of them.
    /// - Returns: nothing where the sizes differ in another way.
    func embedding(first: Int) -> Tensor? {
        if sourceSize == first, targetSize > first {
            return (source * gain).padded(axis.axis, before: 0, after: targetSize - first)
        }
        guard targetSize == first, sourceSize > first else { return nil }
        return source.sliced(axis.axis, 0..<first) * gain
    }
}
