import GANTensor

/// The nearest rows of one set to each row of another: shows whether a generator memorizes its training images.
package struct NearestRows {
    package struct Neighbor: Hashable, Sendable {
        /// The row's index in the other set.
        package let row: Int
        package let distance: Double
    }

    /// The neighbors of each row, the nearest first.
    package let neighbors: [[Neighbor]]

    /// - Parameters:
    ///   - rows, others: [N, D] and [M, D].
    /// - count: number of neighbors per row; fewer if the other set has fewer.
    package init(of rows: Tensor, among others: Tensor, count: Int) {
        var found = [[Neighbor]](repeating: [], count: rows.shape[0])
        for tile in Tiles(rows, others) {
            let distances = tile.squaredDistances.scalars(as: Double.self)
            let width = tile.columnRange.count
            for (line, row) in tile.rowRange.enumerated() {
                let own = zip(tile.columnRange, distances[line * width..<(line + 1) * width])
                found[row] = Self.nearest(found[row] + own.map { Neighbor(row: $0, distance: $1) }, count)
            }
        }
        neighbors = found.map { $0.map { Neighbor(row: $0.row, distance: $0.distance.squareRoot()) } }
    }

    /// The first of equally near ones.
    private static func nearest(_ all: [Neighbor], _ count: Int) -> [Neighbor] {
        Array(all.sorted { ($0.distance, $0.row) < ($1.distance, $1.row) }.prefix(count))
    }
}
