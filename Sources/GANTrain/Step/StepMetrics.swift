import GANCore
import GANTensor

/// The scalars of one step: losses, penalties and metrics of regularizers. They are copied from the device when they are read.
public struct StepMetrics {
    private var scalars: [(name: String, value: Tensor)] = []

    public init() {}

    init(_ values: [(name: String, value: Double)]) { scalars = values.map { ($0.name, Tensor($0.value)) } }

    mutating func add(_ name: String, _ value: Tensor) { scalars.append((name, value.detached())) }

    /// Appends the metrics of `other`.
    mutating func append(_ other: StepMetrics) { scalars += other.scalars }

    /// The metrics in the order of their creation: `loss.generator`, `regularizers.r1`, `regularizers.r1.slope`.
    public var values: [(name: String, value: Double)] { scalars.map { ($0.name, $0.value.item()) } }
}

/// The metrics of the current update. Values of micro-batches are summed, weighted by their shares.
final class MetricCollector {
    private var sums: [(name: String, value: Tensor)] = []
    /// Means over some of the batch's images.
    private var parts: [(name: String, sum: Double, count: Double)] = []
    /// The first value that is no metric; reporting cannot throw.
    var violation: ContractViolation?

    /// - Parameter share: the fraction of the batch that `value` is the mean over.
    func add(_ name: String, _ value: Tensor, share: Double) {
        let part = share == 1 ? value.detached() : value.detached() * share
        if share < 1, let index = sums.firstIndex(where: { $0.name == name }) {
            sums[index].value = sums[index].value + part
        } else {
            sums.append((name, part))
        }
    }

    /// - Parameters:
    ///   - sum: over those images of the micro-batch that the metric is about.
    ///   - count: number of these images; if it is 0 in the whole batch, there is no metric.
    func add(_ name: String, sum: Double, count: Double) {
        if let index = parts.firstIndex(where: { $0.name == name }) {
            parts[index].sum += sum
            parts[index].count += count
        } else {
            parts.append((name, sum, count))
        }
    }

    var metrics: StepMetrics {
        var metrics = sums.reduce(into: StepMetrics()) { $0.add($1.name, $1.value) }
        for part in parts where part.count > 0 { metrics.add(part.name, Tensor(part.sum / part.count)) }
        return metrics
    }
}
