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

    var metrics: StepMetrics { sums.reduce(into: StepMetrics()) { $0.add($1.name, $1.value) } }
}
