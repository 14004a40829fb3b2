import GANCore
import GANModule
import GANTensor

/// The maps of a head by their names in checkpoints, of which the first gives the logit.
struct HeadMaps {
    fileprivate let maps: [any LinearMap]
    fileprivate let names: [String]

    init(_ maps: [(name: String, map: any LinearMap)]) {
        self.maps = maps.map(\.map)
        names = maps.map(\.name)
    }

    /// As a module lists them.
    var series: ModuleList<Module> { ModuleList(wrappedValue: maps, names: names) }

    /// What the sizes of the weights of a map of labels stand for.
    func transferAxes(ofLabelMap index: Int) -> [String: TransferAxis] {
        ["\(names[index]).weight": .labels(into: maps[index])]
    }

    /// What the sizes of the weights of a map to classes stand for.
    func transferAxes(ofClassifier index: Int, perLabel: Int = 1) -> [String: TransferAxis] {
        let axis = TransferAxis(.labels(perLabel: perLabel), axis: 0)
        return ["\(names[index]).weight": axis, "\(names[index]).bias": axis]
    }

    /// What one of them makes of rows [N, in]: [N, out].
    func callAsFunction(_ index: Int, _ rows: Tensor) -> Tensor { maps[index](rows) }

    /// The first's single number of each row: [N].
    func logits(_ rows: Tensor) -> Tensor { maps[0](rows).reshaped(-1) }
}

extension BuildContext {
    /// The map that gives the logit, under its published name.
    func logitMap(outputs: Int = 1) -> (name: String, map: any LinearMap) {
        (layers.outputName, layers.linear(features, outputs, true))
    }

    /// - Throws: `RecipeError` unless the labels are classes, one each.
    func classCount() throws -> Int {
        guard data.labelKind == .classes else {
            throw RecipeError(
                problem: "the labels are no classes, which this head tells apart",
                fix: "use data with classes, or another head")
        }
        return data.labelSize
    }
}

/// Each row by its length, which is taken as 1e-12 at least.
func unitRows(_ rows: Tensor) -> Tensor {
    let lengths = (rows.squared().sum(1, keepDims: true) + 1e-24).sqrt()
    return rows / lengths
}
