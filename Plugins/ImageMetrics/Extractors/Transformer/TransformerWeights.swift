import GANCore
import GANTensor

/// The weights of a vision transformer, whatever kind of file has them.
struct TransformerWeights {
    private let weights: FrozenWeights
    /// The names of the network's authors, which an import writes.
    private let own: TransformerNames
    /// The names in the file.
    private let names: TransformerNames

    /// - Parameter kinds: the names that files may have, those of the network's authors first.
    init(_ weights: FrozenWeights, _ kinds: [TransformerNames]) {
        (self.weights, own) = (weights, kinds[0])
        names = kinds.first { weights.shape(of: $0.mark) != nil } ?? kinds[0]
    }

    /// - Parameters:
    ///   - place: the name outside of blocks, or after the number of a block.
    ///   - ending: what follows the name of a layer: `weight` or `bias`.
    ///   - block: the number of the block; nil outside of blocks.
    func tensor(
        _ place: KeyPath<TransformerNames, String>, ending: String = "", _ shape: Shape, block: Int? = nil
    ) throws -> Tensor {
        try weights.tensor(
            own.name(own[keyPath: place], ending, block), from: [names.name(names[keyPath: place], ending, block)],
            each: shape)
    }

    /// A tensor that only some networks have.
    /// - Precondition: this one has it, so all kinds of its files have a name for it.
    func optionalTensor(
        _ place: KeyPath<TransformerNames, String?>, ending: String = "", _ shape: Shape, block: Int? = nil
    ) throws -> Tensor {
        guard let stem = own[keyPath: place], let found = names[keyPath: place] else {
            preconditionFailure("a kind of file has no name for a tensor of the network")
        }
        return try weights.tensor(
            own.name(stem, ending, block), from: [names.name(found, ending, block)], each: shape)
    }

    /// The weight or bias of the layer for queries, keys and values.
    /// - Parameter shape: of the weight or bias for one of the three.
    /// - Returns: the three, joined along the first axis.
    func queriesKeysValues(_ ending: String, each shape: Shape, block: Int) throws -> Tensor {
        let stems = names.queriesKeysValues
        var sizes = shape.dimensions
        sizes[0] *= 3 / stems.count
        return try weights.tensor(
            own.name(own.queriesKeysValues[0], ending, block), from: stems.map { names.name($0, ending, block) },
            each: Shape(sizes))
    }

    /// - Returns: [width, outputs]; nil if the network has no projection.
    func projection(_ width: Int, _ outputs: Int) throws -> Tensor? {
        guard let name = own.projection, let found = names.projection else { return nil }
        let (isOther, shape) = (names.transposesProjection, Shape([width, outputs]))
        return try weights.tensor(
            name, from: [found], each: isOther ? Shape([outputs, width]) : shape, transposes: isOther)
    }

    /// The positions of the class token and of patches.
    /// - Returns: [1 + grid², width].
    func positions(_ form: TransformerForm) throws -> Tensor {
        let (width, axes) = (form.width, form.hasBatchAxis ? [1] : [])
        func read(_ count: Int) throws -> Tensor {
            try tensor(\.positions, Shape(axes + [count, width])).reshaped(count, width)
        }
        switch form.positions {
        case .own: return try read(1 + form.grid * form.grid)
        case .interpolated(let grid):
            let count = positionCount(axes, width) ?? 1 + grid * grid
            return PositionGrid.fitted(try read(count), to: form.grid)
        }
    }

    /// The number of positions in the file, the class token's among them; nil if they are no square grid.
    private func positionCount(_ axes: [Int], _ width: Int) -> Int? {
        guard let sizes = weights.shape(of: names.positions), let count = sizes.dropLast().last, count > 1,
            sizes == axes + [count, width], PositionGrid.side(count) != nil
        else { return nil }
        return count
    }

    /// Reports what the file has besides: register tokens, for example, make other features.
    func refuseOthers() { weights.refuseOthers(besides: names.unneeded) }
}

extension TransformerNames {
    fileprivate func name(_ stem: String, _ ending: String, _ block: Int?) -> String {
        (block.map { "\(blocks)\($0)." } ?? "") + stem + ending
    }
}
