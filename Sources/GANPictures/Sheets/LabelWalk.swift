import GANCore
import GANData

/// Labels along one component of label vectors: from its 5 % to its 95 % quantile, with the other components at their medians.
package struct LabelWalk {
    /// The component's name.
    package let name: String
    /// Its first and last value: "0.3 … 1".
    package let detail: String
    /// One label for each column.
    package let rows: [LabelRow]
    /// The component.
    let axis: Int

    /// - Parameters:
    ///   - axis: number of the component.
    ///   - axes: of all components.
    init(along axis: Int, _ axes: [LabelAxis], _ info: DatasetInfo, columns: Int) {
        let medians = axes.map(\.median)
        rows = Self.fractions(columns).map { fraction in
            var label = medians
            label[axis] = axes[axis].quantile(fraction)
            return LabelRow(name: "\(info.name(at: axis)) \(shortNumber(label[axis]))", label: label)
        }
        (name, self.axis) = (info.name(at: axis), axis)
        let ends = [rows.first, rows.last].compactMap(\.self).map { shortNumber($0.label[axis]) }
        detail = ends.joined(separator: " … ")
    }

    /// The value of the component in a column.
    func value(_ column: Int) -> Float { rows[column].label[axis] }

    /// The quantile of each column as a fraction: from 0.05 to 0.95, or 0.5 for one column.
    private static func fractions(_ columns: Int) -> [Double] {
        guard columns > 1 else { return [0.5] }
        return (0..<columns).map { (5 + 90 * Double($0) / Double(columns - 1)) / 100 }
    }

    /// "5 %", "15 %", …
    static func captions(_ columns: Int) -> [String] {
        fractions(columns).map { "\(plainNumber((1000 * $0).rounded() / 10)) %" }
    }
}

/// The sheet of label vectors: rows for each component, along which it changes while latents stay the same.
package struct WalkSheet {
    /// A row, with the seed of all its images.
    package struct Row {
        package let walk: LabelWalk
        package let seed: Int
    }

    package let rows: [Row]
    private let columns: Int

    /// A component has a row for each of at most four seeds, eight rows in all. If there are more than `limit` components, evenly
    /// spaced ones are shown.
    package init(_ axes: [LabelAxis], _ info: DatasetInfo, rows limit: Int, columns: Int) {
        let shown = ClassFrequencyOrder.spread(Array(axes.indices), atMost: limit)
        let seeds = min(max(SampleSheet.unlabeledRows / max(shown.count, 1), 1), 4)
        rows = shown.flatMap { axis in
            let walk = LabelWalk(along: axis, axes, info, columns: columns)
            return (0..<seeds).map { Row(walk: walk, seed: $0) }
        }
        self.columns = columns
    }

    package var draws: [Draw] { rows.flatMap { row in row.walk.rows.map { Draw(seed: row.seed, $0) } } }

    /// - Parameter images: of `draws`.
    package func sheet(_ images: [RasterImage]) -> Sheet {
        Sheet(
            captions: LabelWalk.captions(columns),
            rows: rows.enumerated().map { index, row in
                Sheet.Row(
                    name: row.walk.name, detail: row.walk.detail,
                    images: Array(images[index * columns..<(index + 1) * columns]))
            })
    }

    /// For each row the samples of the data whose values of the component are nearest to the row's. Rows of one component have
    /// different samples.
    /// - Parameters:
    ///   - samples: the ones to choose from, at least one.
    ///   - values: of each component, for each of `samples`.
    func nearest(_ samples: [Int], _ values: [[Float]]) -> [[Int]] {
        rows.map { row in
            let own = values[row.walk.axis]
            return (0..<columns).map { column in
                let distances = own.map { ($0 - row.walk.value(column)).magnitude }
                let ranked = samples.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
                return samples[ranked[row.seed % ranked.count]]
            }
        }
    }
}
