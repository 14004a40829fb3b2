/// Σ x xᵀ over rows x, accumulated in place. It is symmetric, so only half of the products are computed.
public struct ScatterMatrix {
    private let dimension: Int
    /// [D, D]; entries below the diagonal are not set.
    private var upper: [Double]

    /// - Parameter dimension: D.
    public init(_ dimension: Int) {
        self.dimension = dimension
        upper = [Double](repeating: 0, count: dimension * dimension)
    }

    /// - Parameter rows: [n, D] of float64.
    public mutating func add(_ rows: Tensor) {
        guard rows.count > 0 else { return }
        OpenBLAS.addScatter(of: rows.scalars(as: Double.self), dimension: dimension, to: &upper)
    }

    /// [D, D].
    public var matrix: Tensor {
        var full = upper
        for row in 0..<dimension {
            for column in 0..<row { full[row * dimension + column] = upper[column * dimension + row] }
        }
        return Tensor(full, shape: [dimension, dimension])
    }
}
