import GANCore
import GANTensor

/// What the rows of a run's sheets show: classes or attributes from head to tail, or samples spread over the data.
///
/// Of more classes than rows, evenly spaced ranks are shown, the first and the last among them. A row of an attribute is made
/// with the whole label of the first sample that carries it; a row of a vector with that of a sample.
struct SheetPlan {
    struct Row {
        let label: LabelRow
        /// Samples of the data that carry it, the first ones.
        let samples: [Int]
    }

    let rows: [Row]

    /// - Throws: what the data throw when labels cannot be read.
    init(_ data: any Dataset, rows limit: Int, columns: Int) throws {
        let facts = data.facts
        switch facts.labelKind {
        case .classes, .attributes:
            let shown = HeadToTail.spread(HeadToTail.ranking(facts.counts), atMost: limit)
            let samples = try data.firstSamples(ofEach: shown, columns)
            rows = try zip(shown, samples).map { index, samples in
                var label = (0..<facts.labelSize).map { $0 == index ? 1 : 0 as Float }
                if facts.labelKind == .attributes, let first = samples.first { label = try data.label(at: first) }
                let row = LabelRow(
                    name: facts.name(at: index), detail: facts.detail(at: index), label: label, index: index)
                return Row(label: row, samples: samples)
            }
        case .vectors, .none:
            let count = min(limit, SampleSheet.unlabelledRows, facts.count)
            let firsts = (0..<count).map { $0 * facts.count / count }
            rows = try firsts.enumerated().map { index, first in
                let name = facts.labelKind == .none ? "" : "sample \(first)"
                let label = try data.label(at: first)
                let row = LabelRow(name: name, detail: "", label: label, index: facts.labelKind == .none ? 0 : index)
                return Row(label: row, samples: (first..<min(first + columns, facts.count)).map(\.self))
            }
        }
    }
}

extension Dataset {
    fileprivate func label(at index: Int) throws -> [Float] {
        try labels(at: [index]).converted(to: .float32).scalars(as: Float.self)
    }
}
