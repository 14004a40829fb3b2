import GANCore
import GANData

/// The sheets that a run draws: rows from head to tail, of the data and of what the generator makes of the same labels.
///
/// A place of a sheet shows the same latents all through training and in every run, and those of `ganzoo generate`. Drawing one
/// changes nothing of the generator and of anybody's random numbers.
package struct SampleSheet {
    /// Columns of a run's sheets.
    package static let columns = 10
    /// Rows of images without labels, and of those with vectors.
    package static let unlabeledRows = 8

    /// Rows of classes or attributes at most: 32, and fewer of large images, about 4,096 pixels of them.
    package static func rowLimit(_ facts: DatasetInfo) -> Int {
        max(min(4096 / max(facts.height, facts.width, 1), 32), 4)
    }

    private let data: any Dataset
    private let plan: SheetPlan
    private let columns: Int

    /// - Parameter columns: images of a row.
    /// - Throws: what the data throw when labels cannot be read.
    package init(composition: Composition, columns: Int = Self.columns) throws {
        data = composition.data
        self.columns = max(columns, 1)
        plan = try SheetPlan(data, rows: Self.rowLimit(data.facts), columns: self.columns)
    }

    /// The labels of the rows.
    package var labelRows: [LabelRow] { plan.rows.map(\.label) }

    /// Random samples of each row, the same in every run; fewer where a class has fewer.
    /// - Throws: what the data throw for an image that cannot be read.
    package func reals() throws -> Sheet {
        Sheet(
            rows: try plan.rows.map { row in
                let images = row.samples.isEmpty ? [] : RasterImage.images(try data.samples(at: row.samples).images)
                return Sheet.Row(row.label, images)
            })
    }

    /// What a generator makes in use, with constant noise where it has some. Columns are seeds; without labels every image has
    /// a seed of its own.
    /// - Parameter beforeEachBatch: may throw, to leave early.
    package func fakes(of generator: any Generator, beforeEachBatch: () throws -> Void = {}) throws -> Sheet {
        let isLabeled = data.facts.labelKind != .none
        let draws = labelRows.enumerated().flatMap { index, row in
            (0..<columns).map { Draw(seed: isLabeled ? $0 : index * columns + $0, row) }
        }
        let images = try ImageSampler(generator, data.facts).images(draws, beforeEachBatch: beforeEachBatch)
        return isLabeled
            ? Sheet(labelRows, seeds: Array(0..<columns), images) : Sheet(unlabeled: images, columns: columns)
    }
}
