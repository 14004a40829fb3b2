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

    /// The first samples that carry each of these classes or attributes.
    package func firstSamples(ofEach columns: [Int], _ limit: Int) throws -> [[Int]] {
        let facts = facts
        var found = [[Int]](repeating: [], count: columns.count)
        // A class may have fewer images than there are columns.
        let wanted = columns.map { min(limit, facts.counts[$0]) }
        // About 4 MB of labels at a time.
        let block = max(1 << 20 / max(facts.labelSize, 1), 1)
        for start in stride(from: 0, to: facts.count, by: block) {
            if zip(found, wanted).allSatisfy({ $0.count >= $1 }) { break }
            let indices = Array(start..<min(start + block, facts.count))
            let labels = try labels(at: indices).converted(to: .float32).scalars(as: Float.self)
            for (row, column) in columns.enumerated() where found[row].count < wanted[row] {
                let carriers = indices.lazy.filter { labels[($0 - start) * facts.labelSize + column] > 0 }
                found[row] += carriers.prefix(wanted[row] - found[row].count)
            }
        }
        return found
    }
}
