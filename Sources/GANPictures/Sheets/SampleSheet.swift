import GANCore
import GANData

/// The sample sheets of a run: rows from head to tail, or along each component of label vectors, with real images, or with generated
/// images of the same labels.
///
/// A place of a sheet shows the same latents during the whole training, in every run, and in `ganzoo generate`. Drawing a sheet
/// changes neither the generator nor other random numbers.
package struct SampleSheet {
    /// Number of columns of a run's sheets.
    package static let columns = 10
    /// Number of rows of images without labels, and of those with vectors.
    package static let unlabeledRows = 8

    /// Maximum number of rows of classes or attributes: 32, or fewer for large images, about 4,096 pixels of height.
    package static func rowLimit(_ info: DatasetInfo) -> Int {
        max(min(4096 / max(info.height, info.width, 1), 32), 4)
    }

    private let data: any Dataset
    private let plan: SheetPlan
    private let columns: Int

    /// - Parameter columns: images per row.
    /// - Throws: an error of the data if labels cannot be read.
    package init(composition: Composition, columns: Int = Self.columns) throws {
        data = composition.data
        self.columns = max(columns, 1)
        plan = try SheetPlan(data, rows: Self.rowLimit(data.info), columns: self.columns)
    }

    /// The labels of the rows; for vectors, labels of random samples.
    package var labelRows: [LabelRow] { plan.rows.map(\.label) }

    /// Of label vectors; otherwise empty.
    package var axes: [LabelAxis] { plan.axes }

    /// Random samples for each row, the same in every run; fewer if a class has fewer. For vectors, samples whose values are
    /// nearest to those of the generated images.
    /// - Throws: an error of the data if an image cannot be read.
    package func reals() throws -> Sheet {
        if let walks = plan.walks {
            return walks.sheet(try plan.samples(of: walks, data).flatMap(images))
        }
        if data.info.labelKind == .none { return Sheet(unlabeled: try plan.rows.flatMap { try images($0.samples) }) }
        return Sheet(rows: try plan.rows.map { Sheet.Row($0.label, try images($0.samples)) })
    }

    private func images(_ samples: [Int]) throws -> [RasterImage] {
        samples.isEmpty ? [] : RasterImage.images(try data.read(samples).images)
    }

    /// The generator's images in evaluation mode, with constant noise if it has noise. Columns are seeds; for vectors they are
    /// quantiles, and without labels every image has its own seed.
    /// - Parameter beforeEachBatch: may throw to stop.
    package func fakes(of generator: any Generator, beforeEachBatch: () throws -> Void = {}) throws -> Sheet {
        let sampler = ImageSampler(generator, data.info)
        if let walks = plan.walks {
            return walks.sheet(try sampler.images(walks.draws, beforeEachBatch: beforeEachBatch))
        }
        let isLabeled = data.info.labelKind != .none
        let draws = labelRows.enumerated().flatMap { index, row in
            (0..<columns).map { Draw(seed: isLabeled ? $0 : index * columns + $0, row) }
        }
        let images = try sampler.images(draws, beforeEachBatch: beforeEachBatch)
        return isLabeled ? Sheet(labelRows, seeds: Array(0..<columns), images) : Sheet(unlabeled: images)
    }
}
