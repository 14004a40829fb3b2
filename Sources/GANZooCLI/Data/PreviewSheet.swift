import GANCore
import GANData
import GANPictures

/// A sheet of random images of each class, or of the whole set if it has no classes.
struct PreviewSheet {
    private let data: any Dataset
    private let columns: Int
    private let seed: UInt64

    init(_ data: any Dataset, columns: Int, seed: UInt64) {
        (self.data, self.columns, self.seed) = (data, columns, seed)
    }

    /// - Throws: `CommandFailure` if the sheet would be too large; the error of the data set for an unreadable image.
    func sheet() throws -> Sheet {
        let info = data.info
        try PictureSize(info, rows: min(mostRows, max(info.labelSize, 8)), columns: columns).check(
            fix: "use fewer --columns, or smaller images with data.resolution")
        let rows = info.labelKind == .classes ? try classRows() : unlabeledRows()
        return Sheet(
            rows: try rows.map { row in
                let images = row.samples.isEmpty ? [] : RasterImage.images(try data.read(row.samples).images)
                return Sheet.Row(row.label, images)
            })
    }

    private typealias Row = (label: LabelRow, samples: [Int])

    private var mostRows: Int { SampleSheet.rowLimit(data.info) }

    private func classRows() throws -> [Row] {
        let rows = LabelRow.classes(data.info, atMost: mostRows)
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
    /// - Throws: `PictureError`, also if the path exists.
    func writeNew(to path: String) throws {
        if let missing = missingGlyphs.warning { printError("warning: \(path): \(missing)") }
        guard try PictureFile.create(path, with: try png()) else {
            throw PictureError(path: path, problem: "already exists", fix: "name another file with --out")
        }
    }
}
