import GANCore
import GANData
import GANPictures
import GANTensor

/// Random images of each class, or of the whole set where there are no classes.
struct PreviewSheet {
    private let data: any Dataset
    private let columns: Int
    private let seed: UInt64

    init(_ data: any Dataset, columns: Int, seed: UInt64) {
        (self.data, self.columns, self.seed) = (data, columns, seed)
    }

    /// - Throws: `CommandFailure` when it would be too large; what the data throw for an image that cannot be read.
    func sheet() throws -> Sheet {
        let facts = data.facts
        try PictureSize(facts, rows: min(mostRows, max(facts.labelSize, 8)), columns: columns).check(
            fix: "fewer --columns, or smaller images with data.resolution")
        let rows = facts.labelKind == .classes ? try classRows() : unlabelledRows()
        return Sheet(
            rows: try rows.map { row in
                let images = row.samples.isEmpty ? [] : RasterImage.images(try data.samples(at: row.samples).images)
                return Sheet.Row(row.label, images)
            })
    }

    private typealias Row = (label: LabelRow, samples: [Int])

    private var mostRows: Int { SampleSheet.rowLimit(data.facts) }

    private func classRows() throws -> [Row] {
        let members = try ClassMembers(data)
        return HeadToTail.spread(LabelRow.classes(data.facts), atMost: mostRows).map { row in
            let order = order(members[row.index].count, stream: row.index)
            return (row, order.prefix(columns).map { members[row.index][$0] })
        }
    }

    private func order(_ count: Int, stream: Int) -> [Int] {
        guard count > 0 else { return [] }
        return RandomStream(seed: seed, path: "data.preview", step: stream).permutation(count).scalars(as: Int32.self)
            .map(Int.init)
    }

    private func unlabelledRows() -> [Row] {
        let order = order(data.facts.count, stream: 0)
        let count = min(min(mostRows, 8), (order.count + columns - 1) / columns)
        return LabelRow.unlabelled(count).enumerated().map { index, row in
            (row, Array(order.dropFirst(index * columns).prefix(columns)))
        }
    }
}

/// The samples of each class.
private struct ClassMembers {
    private var members: [[Int]]

    init(_ data: any Dataset) throws {
        let (count, size) = (data.facts.count, data.facts.labelSize)
        members = [[Int]](repeating: [], count: size)
        // About 4 MB of labels at a time.
        let block = max((1 << 20) / max(size, 1), 1)
        for start in stride(from: 0, to: count, by: block) {
            let indices = Array(start..<min(start + block, count))
            let labels = try data.labels(at: indices).scalars(as: Float.self)
            for index in indices {
                let own = labels[((index - start) * size)..<((index - start + 1) * size)]
                if let label = own.firstIndex(where: { $0 > 0 }) { members[label - own.startIndex].append(index) }
            }
        }
    }

    subscript(label: Int) -> [Int] { members[label] }
}

extension Sheet {
    /// - Throws: `PictureError`, also when there is something at the path.
    func writeNew(to path: String) throws {
        guard try PictureFile.create(path, with: try png()) else {
            throw PictureError(path: path, problem: "is there already", fix: "name another file with --output")
        }
    }
}
