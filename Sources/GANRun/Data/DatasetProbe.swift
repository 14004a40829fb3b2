import GANCore
import GANModule

/// Reads a sample of the images of a data set, as training would read them.
package struct DatasetProbe {
    private let data: any Dataset

    package init(_ data: any Dataset) { self.data = data }

    /// At most this many images are read.
    private static let most = 256

    /// - Parameter report: called with the progress; an error that it throws stops the work.
    /// - Returns: the number of images that were read.
    /// - Throws: `RunError.failed` for an image that cannot be read, or that is not what the data set announced.
    package func read(_ report: PreparationReport) throws -> Int {
        do {
            try ComponentError.marking("data") { try (data as? any StreamedDataset)?.source.prepare(report) }
        } catch { throw RunError.failed(error.words) }
        let indices = data.randomOrder().prefix(Self.most)
        for (done, index) in indices.enumerated() {
            try report(PreparationStep("reading images", done: done, count: indices.count))
            do {
                let samples = try ComponentError.marking("data") { try data.samples(at: [index]) }
                try OutputRules(isThorough: true).samples(samples, of: data, count: 1)
            } catch { throw RunError.failed("image \(index) of the data cannot be used: \(error)") }
        }
        return indices.count
    }
}
