import CGANKernels

/// A batch of products in which one side is so thin that memory bandwidth limits them: each operand is read once, without copies.
/// OpenBLAS would pack both first.
struct TallSkinnyProduct {
    let batch: Int
    let rows: Int
    let inner: Int
    let columns: Int
    /// Distance between neighbors along the rows and along the inner axis of the left factor.
    let leftStrides: (row: Int, column: Int)
    /// Whether the factor is shared by the whole batch.
    let sharesLeft: Bool
    let sharesRight: Bool

    /// Maximum number of rows, columns or terms of a sum of a thin product.
    static let fewest = 4
    /// Minimum length of the runs of a thin product.
    static let shortest = 16
    /// Approximate number of multiply-adds that one thread takes at a time.
    private static let piece = 65536

    private var leftSize: Int { sharesLeft ? 0 : rows * inner }
    private var rightSize: Int { sharesRight ? 0 : inner * columns }
    private var thin: gk_thin {
        gk_thin(
            rows: rows, inner: inner, columns: columns, left_row: leftStrides.row, left_column: leftStrides.column,
            right_row: columns, out_row: columns)
    }

    /// y[batch, rows, columns] = left · right[inner, columns], in blocks of columns.
    func combine<S: ConvolutionScalar>(
        _ left: UnsafePointer<S>, _ right: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>, _ pool: ThreadPool
    ) {
        let width = max(Self.piece / max(rows * inner, 1), 1024)
        let blocks = (columns + width - 1) / width
        pool.run(batch * blocks) { task in
            let (sample, start) = (task / blocks, task % blocks * width)
            var block = thin
            block.columns = min(width, columns - start)
            unsafe S.combineRowsKernel(
                &block, left + sample * leftSize, right + sample * rightSize + start,
                y + sample * rows * columns + start)
        }
    }

    /// y[batch, rows, columns] = left[rows, inner] · right[columns, inner]ᵀ, in blocks of columns, or of rows if there are
    /// more.
    func dot<S: ConvolutionScalar>(
        _ left: UnsafePointer<S>, _ right: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>, _ pool: ThreadPool
    ) {
        let cutsRows = rows > columns
        let (longer, shorter) = cutsRows ? (rows, columns) : (columns, rows)
        let size = max(Self.piece / max(shorter * inner, 1), 1)
        let blocks = (longer + size - 1) / size
        pool.run(batch * blocks) { task in
            let (sample, start) = (task / blocks, task % blocks * size)
            let (row, column) = cutsRows ? (start, 0) : (0, start)
            var block = thin
            block.right_row = inner
            if cutsRows { block.rows = min(size, rows - row) } else { block.columns = min(size, columns - column) }
            unsafe S.dotRowsKernel(
                &block, left + sample * leftSize + row * inner, right + sample * rightSize + column * inner,
                y + sample * rows * columns + row * columns + column)
        }
    }
}

extension TallSkinnyProduct {
    /// Creates the product; nil if no side is thin, or if both factors would have to be read across rows.
    init?(_ product: MatrixProductGeometry) {
        let isThin =
            product.transposesRight
            ? !product.transposesLeft && min(product.rows, product.columns) <= Self.fewest
                && product.inner >= Self.shortest
            : min(product.rows, product.inner) <= Self.fewest && product.columns >= Self.shortest
        guard isThin else { return nil }
        self.init(
            batch: product.batch, rows: product.rows, inner: product.inner, columns: product.columns,
            leftStrides: product.transposesLeft ? (1, product.rows) : (product.inner, 1),
            sharesLeft: product.sharesLeft, sharesRight: product.sharesRight)
    }
}
