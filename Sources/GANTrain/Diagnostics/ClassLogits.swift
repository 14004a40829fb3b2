import GANCore
import GANTensor

/// The mean logit of each class's images, and the share of positive logits, as the discriminator judges them in its own phase:
/// `logits.real.dress`, `logits.positive_reals.dress`, and the same over all images, `logits.real`.
///
/// Above all of the reals: where all are positive, the discriminator is sure of every image (Karras et al. 2020,
/// arXiv:2006.06676, section 3.1).
struct ClassLogits {
    /// Prefix of its metrics, which are not printed.
    static let prefix = "logits."
    private let classes: MonitoredClasses?

    init(_ info: DatasetInfo) { classes = MonitoredClasses(info) }

    func add(_ passes: PhasePasses, to metrics: MetricCollector) {
        for pass in [passes.real, passes.fake] {
            guard let pass, let logits = pass.rows.output?.logits else { continue }
            let means = logits.detached().reshaped(logits.shape[0], -1).mean(1).converted(to: .float64).scalars(
                as: Double.self)
            add(means, of: nil, pass.source, metrics)
            guard let classes else { continue }
            let (labels, size) = (pass.labels.converted(to: .float32).scalars(as: Float.self), pass.labels.shape[1])
            for (index, name) in zip(classes.indices, classes.names) {
                let own = means.indices.filter { labels[$0 * size + index] > 0.5 }.map { means[$0] }
                add(own, of: name, pass.source, metrics)
            }
        }
    }

    private func add(
        _ logits: [Double], of name: String?, _ source: DiscriminatorPass.Source, _ metrics: MetricCollector
    ) {
        let (suffix, count) = (name.map { ".\($0)" } ?? "", Double(logits.count))
        metrics.add("\(Self.prefix)\(source.rawValue)\(suffix)", sum: logits.reduce(0, +), count: count)
        metrics.add(
            "\(Self.prefix)positive_\(source.rawValue)s\(suffix)", sum: Double(logits.count { $0 > 0 }), count: count)
    }
}
