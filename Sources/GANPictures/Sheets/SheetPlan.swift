import GANCore
import GANTensor

/// The rows of a run's sheets: classes or attributes from head to tail, or random samples of the data.
///
/// If there are more classes than rows, evenly spaced ranks are shown, including the first and the last. A row of an attribute is
/// generated with the whole label of its first sample; a row of a vector with the label of its only sample.
struct SheetPlan {
    struct Row {
        let label: LabelRow
        /// Random samples of the data with this label.
        let samples: [Int]
    }

    let rows: [Row]

    /// - Throws: an error of the data if labels cannot be read.
    init(_ data: any Dataset, rows limit: Int, columns: Int) throws {
        let info = data.info
        switch info.labelKind {
        case .classes, .attributes:
            let shown = ClassFrequencyOrder.spread(ClassFrequencyOrder.ranking(info.counts), atMost: limit)
            let samples = try data.randomSamples(ofEach: shown, columns)
            rows = try zip(shown, samples).map { index, samples in
                var label = (0..<info.labelSize).map { $0 == index ? 1 : 0 as Float }
                if info.labelKind == .attributes, let first = samples.first { label = try data.label(at: first) }
                let row = LabelRow(
                    name: info.name(at: index), detail: info.detail(at: index), label: label, index: index)
                return Row(label: row, samples: samples)
            }
        case .vectors, .none:
            let isLabeled = info.labelKind == .vectors
            let order = data.randomOrder()
            let starts = (0..<min(limit, SampleSheet.unlabeledRows)).map { $0 * (isLabeled ? 1 : columns) }
            rows = try starts.filter { $0 < order.count }.enumerated().map { index, start in
                let samples = Array(order[start..<min(start + (isLabeled ? 1 : columns), order.count)])
                let name = isLabeled ? "sample \(samples[0])" : ""
                let label = try data.label(at: samples[0])
                return Row(
                    label: LabelRow(name: name, detail: "", label: label, index: isLabeled ? index : 0),
                    samples: samples)
            }
        }
    }
}

extension Dataset {
    fileprivate func label(at index: Int) throws -> [Float] {
        try labels(at: [index]).converted(to: .float32).scalars(as: Float.self)
    }
}
