import GANCore
import GANTensor

/// The labels of a run's sheets, and real images for them: classes or attributes from head to tail, or random samples of the data.
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
    /// Of label vectors; otherwise empty.
    let axes: [LabelAxis]
    /// The sheet of label vectors; nil for other labels.
    let walks: WalkSheet?

    /// - Throws: an error of the data if labels cannot be read.
    init(_ data: any Dataset, rows limit: Int, columns: Int) throws {
        axes = try data.labelAxes()
        walks = axes.isEmpty ? nil : WalkSheet(axes, data.info, rows: limit, columns: columns)
        switch data.info.labelKind {
        case .classes, .attributes: rows = try Self.headToTail(data, limit, columns)
        case .vectors, .none: rows = try Self.random(data, limit, columns)
        }
    }

    private static func headToTail(_ data: any Dataset, _ limit: Int, _ columns: Int) throws -> [Row] {
        let info = data.info
        let shown = ClassFrequencyOrder.spread(ClassFrequencyOrder.ranking(info.counts), atMost: limit)
        let samples = try data.randomSamples(ofEach: shown, columns)
        return try zip(shown, samples).map { index, samples in
            var (label, detail) = ((0..<info.labelSize).map { $0 == index ? 1 : 0 as Float }, info.detail(at: index))
            if info.labelKind == .attributes, let first = samples.first {
                label = try data.label(at: first)
                let others = label.indices.filter { $0 != index && label[$0] > 0 }.map(info.name)
                if !others.isEmpty { detail += " + " + others.joined(separator: " + ") }
            }
            return Row(
                label: LabelRow(name: info.name(at: index), detail: detail, label: label, index: index),
                samples: samples)
        }
    }

    private static func random(_ data: any Dataset, _ limit: Int, _ columns: Int) throws -> [Row] {
        let isLabeled = data.info.labelKind == .vectors
        let order = data.randomOrder()
        let starts = (0..<min(limit, SampleSheet.unlabeledRows)).map { $0 * (isLabeled ? 1 : columns) }
        return try starts.filter { $0 < order.count }.enumerated().map { index, start in
            let samples = Array(order[start..<min(start + (isLabeled ? 1 : columns), order.count)])
            let name = isLabeled ? "sample \(samples[0])" : ""
            let label = try data.label(at: samples[0])
            return Row(
                label: LabelRow(name: name, detail: "", label: label, index: isLabeled ? index : 0), samples: samples)
        }
    }

    /// Real images of `walks`: for each row, one sample for each column.
    /// - Throws: an error of the data if labels cannot be read.
    func samples(of walks: WalkSheet, _ data: any Dataset) throws -> [[Int]] {
        let samples = Array(data.randomOrder().prefix(Self.mostCandidates))
        let labels = try data.readLabels(samples).converted(to: .float32).scalars(as: Float.self)
        let size = data.info.labelSize
        return walks.nearest(
            samples, (0..<size).map { axis in samples.indices.map { labels[$0 * size + axis] } })
    }

    /// Maximum number of random samples among which the nearest ones are chosen.
    private static let mostCandidates = 5000
}

extension Dataset {
    fileprivate func label(at index: Int) throws -> [Float] {
        try labels(at: [index]).converted(to: .float32).scalars(as: Float.self)
    }
}
