import GANCore
import GANData
import GANPictures

/// Random images of each class, or of the whole set where there are no classes.
struct PreviewSheet {
    private let data: any Dataset
    private let columns: Int
    private let seed: UInt64

    init(_ data: any Dataset, columns: Int, seed: UInt64) {
        (self.data, self.columns, self.seed) = (data, columns, seed)
    }

    /// - Throws: `CommandFailure` when it would be too large; what the data throw for an image that cannot be read.
    func sheet() throws -> Sheet {
        let facts = data.facts
        try PictureSize(facts, rows: min(mostRows, max(facts.labelSize, 8)), columns: columns).check(
            fix: "fewer --columns, or smaller images with data.resolution")
        let rows = facts.labelKind == .classes ? try classRows() : unlabeledRows()
        return Sheet(
            rows: try rows.map { row in
                let images = row.samples.isEmpty ? [] : RasterImage.images(try data.samples(at: row.samples).images)
                return Sheet.Row(row.label, images)
            })
    }

    private typealias Row = (label: LabelRow, samples: [Int])

    private var mostRows: Int { SampleSheet.rowLimit(data.facts) }

    private func classRows() throws -> [Row] {
        let rows = ClassFrequencyOrder.spread(LabelRow.classes(data.facts), atMost: mostRows)
        let samples = try data.randomSamples(ofEach: rows.map(\.index), columns, seed: seed)
        return zip(rows, samples).map { ($0, $1) }
    }

    private func unlabeledRows() -> [Row] {
        let order = data.randomOrder(seed: seed)
        let count = min(min(mostRows, 8), (order.count + columns - 1) / columns)
        return LabelRow.unlabeled(count).enumerated().map { index, row in
            (row, Array(order.dropFirst(index * columns).prefix(columns)))
        }
    }
}

extension Sheet {
    /// - Throws: `PictureError`, also when there is something at the path.
    func writeNew(to path: String) throws {
        guard try PictureFile.create(path, with: try png()) else {
            throw PictureError(path: path, problem: "is there already", fix: "name another file with --out")
        }
    }
}
