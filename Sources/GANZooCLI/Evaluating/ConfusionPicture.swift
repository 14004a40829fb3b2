import GANCore
import GANMetrics
import GANPictures
import GANRun

/// Who is confused with whom: the matrix of a report's GAN-test, classes from head to tail.
struct ConfusionPicture {
    private let plot: MatrixPlot

    /// Nil for a report without such a matrix.
    init?(_ report: EvaluationReport) {
        guard let matrix = report.classMatrices.first(where: { $0.name.hasPrefix("confusion") }) else { return nil }
        let table = report.classScores.first { $0.name.hasPrefix("gan_test") }
        let sorted = table?.headToTail.compactMap { row in matrix.classes.firstIndex(of: row.name) } ?? []
        let order = sorted.count == matrix.classes.count ? sorted : Array(matrix.classes.indices)
        plot = MatrixPlot(
            "\(matrix.title), percent", order.map { matrix.classes[$0] },
            order.map { row in order.map { matrix.values[row][$0] } })
    }

    var figure: Figure { Figure(plot) }
}
