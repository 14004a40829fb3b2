import GANCore
import GANModule
import GANTensor

/// A head's layers by their names in checkpoints; the first one gives the logit.
struct HeadMaps {
    fileprivate let maps: [any VectorMap]
    fileprivate let names: [String]

    init(_ maps: [(name: String, map: any VectorMap)]) {
        self.maps = maps.map(\.map)
        names = maps.map(\.name)
    }

    /// The layers as a module list.
    var series: ModuleList<Module> { ModuleList(wrappedValue: maps, names: names) }

    /// The axes of the weights of a layer whose input is labels.
    func transferAxes(ofLabelMap index: Int) -> [String: TransferAxis] {
        ["\(names[index]).weight": .labels(into: maps[index])]
    }

    /// The axes of the weights of a layer whose outputs are classes.
    func transferAxes(ofClassifier index: Int, perLabel: Int = 1) -> [String: TransferAxis] {
        let axis = TransferAxis(.labels(perLabel: perLabel), axis: 0)
        return ["\(names[index]).weight": axis, "\(names[index]).bias": axis]
    }

    /// Applies one of the layers to rows [N, in]: [N, out].
    func callAsFunction(_ index: Int, _ rows: Tensor) -> Tensor { maps[index](rows) }

    /// The first layer's single output per row: [N].
    func logits(_ rows: Tensor) -> Tensor { maps[0](rows).reshaped(-1) }
}

extension BuildContext {
    /// The logit layer, under its published name.
    func logitMap(outputs: Int = 1) -> (name: String, map: any VectorMap) {
        (layers.outputName, layers.linear(features, outputs, true))
    }

    /// - Throws: `RecipeError` unless each label is one class.
    func classCount() throws -> Int {
        guard data.labelKind == .classes else {
            throw RecipeError(
                problem: "this head needs classes as labels",
                fix: "use data with classes, or another head")
        }
        return data.labelSize
    }
}

/// Divides each row by its length, or by 1e-12 if the length is less.
func unitRows(_ rows: Tensor) -> Tensor {
    let lengths = (rows.squared().sum(1, keepDims: true) + 1e-24).sqrt()
    return rows / lengths
}
