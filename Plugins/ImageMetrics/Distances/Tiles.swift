import GANTensor

/// Iterates over pairs of rows of two sets in square tiles, so that the matrix of all pairs is never in memory.
struct Tiles: Sequence, IteratorProtocol {
    private let a: Tensor
    private let b: Tensor
    private var row = 0
    private var column = 0
    /// The current rows in float64.
    private var rows: Tensor?

    private let side: Int
    private let leavesOutMirrored: Bool

    struct Tile {
        let rowRange: Range<Int>
        let columnRange: Range<Int>
        var isOnDiagonal: Bool { rowRange == columnRange }
        /// [rows, D] and [columns, D] of float64.
        let rows: Tensor
        let columns: Tensor

        /// x · y: [rows, columns].
        var products: Tensor { matmul(rows, columns, transposesRight: true) }

        /// ‖x - y‖²: [rows, columns].
        ///
        /// Distances below the resolution of float32, the precision of the features, are zero: rounding errors of the
        /// products must not separate equal images.
        var squaredDistances: Tensor {
            let own = rows.squared().sum(1, keepDims: true)
            let others = columns.squared().sum(1).reshaped(1, columns.shape[0])
            let sizes = own + others
            let distances = sizes - products * 2
            return distances * (distances .> sizes * Self.resolution)
        }

        private static let resolution = 1e-13
    }

    /// - Parameters:
    ///   - a, b: [N, D] and [M, D].
    /// - side: rows per tile; 1024² distances in float64 are 8 MB.
    init(_ a: Tensor, _ b: Tensor, side: Int = 1024) {
        (self.a, self.b, self.side, leavesOutMirrored) = (a, b, side, false)
    }

    /// Creates the tiles of a set with itself, on and right of the diagonal. The other tiles are their transposes.
    init(within set: Tensor, side: Int = 1024) {
        (a, b, self.side, leavesOutMirrored) = (set, set, side, true)
    }

    mutating func next() -> Tile? {
        if column >= b.shape[0] { (row, column, rows) = (row + side, leavesOutMirrored ? row + side : 0, nil) }
        guard row < a.shape[0], b.shape[0] > 0 else { return nil }
        let rowRange = row..<Swift.min(row + side, a.shape[0])
        let columnRange = column..<Swift.min(column + side, b.shape[0])
        let own = rows ?? a.rows(rowRange).converted(to: .float64)
        rows = own
        column += side
        return Tile(
            rowRange: rowRange, columnRange: columnRange, rows: own,
            columns: b.rows(columnRange).converted(to: .float64))
    }
}
