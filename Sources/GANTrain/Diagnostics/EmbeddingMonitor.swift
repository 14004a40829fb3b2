import GANCore
import GANModule

/// Reports for each record of metrics how the label embeddings of both networks tell classes apart: `labels.generator.…` and
/// `labels.discriminator.…`. Every run attaches it; recipes do not name it.
final class EmbeddingMonitor: Module, StepObserver {
    /// Prefix of its metrics.
    static let path = "labels"
    private let classes: MonitoredClasses?
    private let discriminator: any Discriminator

    init(_ composition: Composition) {
        classes = MonitoredClasses(composition.data.info)
        discriminator = composition.discriminator
    }

    func observe(_ event: StepEvent) throws {
        guard case .records(let record) = event, let classes else { return }
        let networks: [(Phase, (any Conditioner)?)] = [
            (.generator, record.generator.conditioner), (.discriminator, discriminator.conditioner),
        ]
        for (phase, conditioner) in networks {
            guard let conditioner else { continue }
            let figures = try EmbeddingFigures(conditioner, classes, at: record.position)
            for (name, value) in figures.metrics(classes.names) { record.report("\(phase.rawValue).\(name)", value) }
        }
    }
}
