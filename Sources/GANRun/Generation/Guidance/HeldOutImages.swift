import GANCore
import GANMetrics
import GANPictures
import GANTensor
import GANTrain

/// Real images that the networks of a run were not trained on: those of the test part of its data.
package struct HeldOutImages {
    private let data: any Dataset

    /// Smallest number of images of a label that says how well the discriminator tells them from generated ones.
    package static let least = 10

    /// - Parameter info: of the run's training data.
    /// - Throws: `RunError` if the data have no test part, or cannot be read.
    package init(of run: RunRecipe, _ info: DatasetInfo) throws {
        guard try run.data([]).hasTestPart else {
            throw RunError.unfit("the run's data have no test part, so no images are held out", fixes: [.noCalibration])
        }
        let chosen = try ReferenceData.choose(.test) { try run.data($0) }
        data = try run.namingMovedPaths {
            try chosen.open(classOrder: info.classNames, warns: false) { _ in }
        }
        guard data.info.labelKind == info.labelKind, data.info.labelSize == info.labelSize else {
            throw RunError.failed(
                "the test part of the run's data has other labels than the training part", fixes: [.noCalibration])
        }
    }

    /// Random images with exactly this label, the same in every call.
    /// - Throws: `RunError` if there are fewer than `least`.
    package func samples(of row: LabelRow, atMost limit: Int) throws -> Samples {
        var found: [Int] = []
        let (order, size) = (data.randomOrder(), data.info.labelSize)
        for start in stride(from: 0, to: order.count, by: Self.block) where found.count < limit {
            let indices = Array(order[start..<min(start + Self.block, order.count)])
            let labels = try data.readLabels(indices).converted(to: .float32).scalars(as: Float.self)
            found += indices.indices.filter { Array(labels[$0 * size..<($0 + 1) * size]) == row.label }.map {
                indices[$0]
            }
        }
        guard found.count >= Self.least else {
            let name = row.name.isEmpty ? "" : " of `\(row.name)`"
            throw RunError.failed(
                "the test part of the run's data has \(counted(found.count, "image"))\(name); to calibrate the discriminator,"
                    + " \(Self.least) are needed", fixes: [.other("choose other classes"), .noCalibration])
        }
        return try data.read(Array(found.prefix(limit)))
    }

    private static let block = 4096
}
