import GANCore
import GANTrain

/// The data that a run's recipe names, as they are now.
package struct TrainingData {
    private let run: RunRecipe

    package init(_ run: RunRecipe) { self.run = run }

    /// A line, without a full stop, that says that the data have changed since training; nil if they have not, or if the
    /// checkpoint does not identify them. May read every image.
    /// - Throws: `RunError` if they cannot be read.
    package func change(since trained: TrainedGenerator, _ report: @escaping PreparationReport) throws -> String? {
        guard let before = trained.dataFingerprint else { return nil }
        let data = try run.namingMovedPaths {
            try run.data([]).open(classOrder: trained.info.classNames, warns: false, report: report)
        }
        let now: String
        do {
            try data.withSource { try $0.prepare(report) }
            now = try DataFingerprint.of(data)
        } catch { throw error.isFromOutside ? error : RunError.failed("\(error)") }
        guard now != before else { return nil }
        return "the data have changed since the run was trained: they were \(counted(trained.info.count, "image"))"
            + " with the fingerprint \(before), and are \(counted(data.info.count, "image")) with \(now)"
    }
}
