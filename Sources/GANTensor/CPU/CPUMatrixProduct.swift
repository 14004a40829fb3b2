extension CPUBackend {
    package func matrixProduct(_ a: Storage, _ b: Storage, _ geometry: MatrixProductGeometry, into y: Storage) {
        if geometry.inner == 0 {
            fill(0, into: y)
            return
        }
        onFloating(
            y.dtype, { matrixProduct(Float.self, a, b, geometry, y) }, { matrixProduct(Double.self, a, b, geometry, y) }
        )
    }

    private func matrixProduct<S: CPUScalar>(
        _: S.Type, _ a: Storage, _ b: Storage, _ geometry: MatrixProductGeometry, _ y: Storage
    ) {
        let size = MatrixProductSize(
            rows: geometry.rows, columns: geometry.columns, inner: geometry.inner,
            transposesLeft: geometry.transposesLeft, transposesRight: geometry.transposesRight)
        let (a, b, y) = unsafe (a.elements(S.self), b.elements(S.self), y.elements(S.self))
        if let thin = TallSkinnyProduct(geometry) {
            return unsafe geometry.transposesRight ? thin.dot(a, b, y, pool) : thin.combine(a, b, y, pool)
        }
        let leftSize = geometry.sharesLeft ? 0 : size.rows * size.inner
        let rightSize = geometry.sharesRight ? 0 : size.inner * size.columns
        let blocks = MatrixProductBlocks(size)
        pool.run(geometry.batch * blocks.count) { task in
            let sample = task / blocks.count
            unsafe blocks.multiply(
                task % blocks.count, a + sample * leftSize, b + sample * rightSize,
                y + sample * size.rows * size.columns)
        }
    }
}

/// A product split into blocks of its result, depending only on its sizes.
struct MatrixProductBlocks {
    private let size: MatrixProductSize
    private let blockRows: Int
    private let blockColumns: Int
    private let acrossColumns: Int
    let count: Int

    /// OpenBLAS packs both factors again for each block, so narrow or small blocks are expensive.
    private static let narrowest = 256
    private static let leastMultiplyAdds = 8_000_000

    init(_ size: MatrixProductSize) {
        self.size = size
        // The longer side is split into a power of two of equal parts, which two or more threads share evenly.
        let cutsRows = size.rows > size.columns
        let longer = max(size.rows, size.columns)
        var parts = 1
        while longer / (2 * parts) >= Self.narrowest,
            size.rows * size.columns * size.inner / (2 * parts) >= Self.leastMultiplyAdds
        {
            parts *= 2
        }
        let step = (longer + parts - 1) / parts
        blockRows = cutsRows ? step : size.rows
        blockColumns = cutsRows ? size.columns : step
        acrossColumns = (size.columns + blockColumns - 1) / blockColumns
        count = (size.rows + blockRows - 1) / blockRows * acrossColumns
    }

    func multiply<S: BLASScalar>(
        _ index: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, _ c: UnsafeMutablePointer<S>
    ) {
        let (row, column) = (index / acrossColumns * blockRows, index % acrossColumns * blockColumns)
        var block = size
        block.rows = min(blockRows, size.rows - row)
        block.columns = min(blockColumns, size.columns - column)
        unsafe S.matrixProduct(
            block, a + (size.transposesLeft ? row : row * size.inner), size.transposesLeft ? size.rows : size.inner,
            b + (size.transposesRight ? column * size.inner : column),
            size.transposesRight ? size.inner : size.columns, c + row * size.columns + column, size.columns,
            accumulates: false)
    }
}
