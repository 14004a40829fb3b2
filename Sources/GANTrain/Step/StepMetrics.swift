import GANCore
import GANTensor

/// The scalars of one step: losses, penalties and metrics of regularizers. The trainer copies those of a step from the device at once, at
/// its end.
public struct StepMetrics {
    fileprivate enum Entry {
        case number(name: String, Double)
        case scalar(name: String, Tensor)
        /// One for each micro-batch of an update.
        case logits([ClassLogits.Rows])
    }

    private var entries: [Entry] = []

    public init() {}

    init(_ values: [(name: String, value: Double)]) { entries = values.map { .number(name: $0.name, $0.value) } }

    mutating func add(_ name: String, _ value: Tensor) { entries.append(.scalar(name: name, value.detached())) }

    mutating func add(_ logits: [ClassLogits.Rows]) {
        if !logits.isEmpty { entries.append(.logits(logits)) }
    }

    /// Appends the metrics of `other`.
    mutating func append(_ other: StepMetrics) { entries += other.entries }

    /// The metrics in the order of their creation: `loss.generator`, `regularizers.r1`, `regularizers.r1.slope`.
    public var values: [(name: String, value: Double)] {
        var copy = self
        copy.read()
        return copy.entries.compactMap { entry in
            guard case .number(let name, let value) = entry else { return nil }
            return (name, value)
        }
    }

    /// Copies all metrics to the host, with `others`, which are scalars: one read of the device.
    /// - Returns: the values of `others`.
    @discardableResult mutating func read(with others: [Tensor] = []) -> [Double] {
        let own = entries.map(\.tensors)
        var numbers = Tensor.numbers(of: others + own.joined())[...]
        let values = numbers.prefix(others.count).map { $0[0] }
        numbers = numbers.dropFirst(others.count)
        entries = zip(entries, own).flatMap { entry, tensors in
            defer { numbers = numbers.dropFirst(tensors.count) }
            return entry.read(Array(numbers.prefix(tensors.count)))
        }
        return values
    }
}

extension StepMetrics.Entry {
    /// What is still on the device.
    fileprivate var tensors: [Tensor] {
        switch self {
        case .number: []
        case .scalar(_, let value): [value]
        case .logits(let rows): rows.flatMap(\.tensors)
        }
    }

    /// The same metrics on the host.
    /// - Parameter numbers: the elements of `tensors`.
    fileprivate func read(_ numbers: [[Double]]) -> [StepMetrics.Entry] {
        switch self {
        case .number: [self]
        case .scalar(let name, _): [.number(name: name, numbers[0][0])]
        case .logits(let rows):
            // In single precision, like other metrics.
            ClassLogits.metrics(of: rows, numbers).map { .number(name: $0.name, Double(Float($0.value))) }
        }
    }
}

extension Tensor {
    /// The elements of each tensor, read from the device at once.
    fileprivate static func numbers(of tensors: [Tensor]) -> [[Double]] {
        guard tensors.contains(where: { $0.count > 0 }) else { return tensors.map { _ in [] } }
        let parts = tensors.map { $0.reshaped(-1).converted(to: .float64) }
        var rest = concatenate(parts, axis: 0).scalars(as: Double.self)[...]
        return tensors.map { tensor in
            defer { rest = rest.dropFirst(tensor.count) }
            return Array(rest.prefix(tensor.count))
        }
    }
}
