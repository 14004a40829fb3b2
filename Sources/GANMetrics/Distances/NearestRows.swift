import GANTensor

/// For each row of one set, the nearest rows of another: whether a generator remembers its training images.
package struct NearestRows {
    package struct Neighbour: Hashable, Sendable {
        /// In the other set.
        package let row: Int
        package let distance: Double
    }

    /// For each row, the nearest first.
    package let neighbours: [[Neighbour]]

    /// - Parameters:
    ///   - rows, others: [N, D] and [M, D].
    ///   - count: neighbours of each; fewer where the other set has fewer.
    package init(of rows: Tensor, among others: Tensor, count: Int) {
        var found = [[Neighbour]](repeating: [], count: rows.shape[0])
        for tile in Tiles(rows, others) {
            let distances = tile.squaredDistances.scalars(as: Double.self)
            let width = tile.columnRange.count
            for (line, row) in tile.rowRange.enumerated() {
                let own = zip(tile.columnRange, distances[line * width..<(line + 1) * width])
                found[row] = Self.nearest(found[row] + own.map { Neighbour(row: $0, distance: $1) }, count)
            }
        }
        neighbours = found.map { $0.map { Neighbour(row: $0.row, distance: $0.distance.squareRoot()) } }
    }

    /// Of equally near ones the first.
    private static func nearest(_ all: [Neighbour], _ count: Int) -> [Neighbour] {
        Array(all.sorted { ($0.distance, $0.row) < ($1.distance, $1.row) }.prefix(count))
    }
}
