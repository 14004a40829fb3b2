import GANCore
import GANTensor

/// The metrics of the current update. Values of micro-batches are summed, weighted by their shares.
final class MetricCollector {
    private struct Sum {
        let name: String
        /// In the order of the slices, times their shares; one without a slice is of the whole batch.
        var parts: [(slice: Int?, value: Tensor)]
    }

    private var sums: [Sum] = []
    private var logits: [ClassLogits.Rows] = []
    /// Number of sums and logits before the slices that are computed now.
    private var complete = (sums: 0, logits: 0)
    /// The first value that is no metric; reporting cannot throw.
    var violation: ContractViolation?

    /// - Parameter slice: the part of the batch that `value` is the mean over.
    func add(_ name: String, _ value: Tensor, of slice: (index: Int, share: Double)) {
        guard slice.share < 1 else { return sums.append(Sum(name: name, parts: [(nil, value.detached())])) }
        addPart(of: name, slice.index, value.detached() * slice.share)
    }

    private func addPart(of name: String, _ slice: Int, _ value: Tensor) {
        if let index = sums[complete.sums...].firstIndex(where: { $0.name == name }) {
            sums[index].parts.append((slice, value))
        } else {
            sums.append(Sum(name: name, parts: [(slice, value)]))
        }
    }

    /// The logits of a micro-batch.
    func add(_ rows: [ClassLogits.Rows]) { logits += rows }

    var metrics: StepMetrics {
        var metrics = StepMetrics()
        for sum in sums {
            metrics.add(sum.name, sum.parts.dropFirst().reduce(sum.parts[0].value) { $0 + $1.value })
        }
        metrics.add(logits)
        return metrics
    }
}

// MARK: Slices of several processes

extension MetricCollector {
    /// The slices that follow are those of another batch.
    func beginSlices() { complete = (sums.count, logits.count) }

    /// Writes what this process's slices measured.
    func report(to writer: inout MessageWriter) {
        let own = sums[complete.sums...]
        writer.add(own.count)
        for sum in own {
            writer.add(sum.name)
            writer.add(sum.parts.map { $0.slice ?? 0 })
            for part in sum.parts { writer.add(part.value) }
        }
        let rows = logits[complete.logits...]
        writer.add(rows.count)
        for part in rows { part.write(to: &writer) }
    }

    /// Forgets what this process's slices measured: `read` adds that of all.
    func forgetSlices() {
        sums.removeLast(sums.count - complete.sums)
        logits.removeLast(logits.count - complete.logits)
    }

    /// Adds the report of a process.
    func read(_ reader: inout MessageReader) throws {
        for _ in 0..<max(try reader.number(), 0) {
            let (name, slices) = (try reader.text(), try reader.array(of: Int.self))
            for slice in slices { addPart(of: name, slice, try reader.tensor()) }
        }
        for _ in 0..<max(try reader.number(), 0) { logits.append(try ClassLogits.Rows(from: &reader)) }
    }
}
