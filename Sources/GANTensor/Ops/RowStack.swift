/// A tensor that is filled part by part, so that the parts and their concatenation are never in memory at the same time.
package struct RowStack: ~Copyable {
    private let count: Int
    private var filled = 0
    /// Created when the first part defines the shape of a row.
    private var whole: (storage: Storage, rowShape: Shape)?

    /// - Parameter count: total number of rows.
    package init(_ count: Int) { self.count = count }

    /// - Parameter part: [n, …], with rows of the same shape as before.
    package mutating func append(_ part: Tensor) {
        let rowShape = Shape(Array(part.shape.dimensions.dropFirst()))
        let whole =
            self.whole ?? (Backends.current.makeStorage(part.dtype, count: count * rowShape.count), rowShape)
        orFatalError { () throws(ShapeError) in
            try check(
                part.rank > 0 && rowShape == whole.rowShape && part.dtype == whole.storage.dtype, "stack",
                "\(part.shape) of \(part.dtype) to rows \(whole.rowShape) of \(whole.storage.dtype)")
            try check(
                filled + part.shape[0] <= count, "stack", "row \(filled + part.shape[0]) of a stack of \(count)")
        }
        self.whole = whole
        let place = whole.storage.part(offset: filled * rowShape.count, count: part.count)
        Backends.current.concatenate([part.storage], outer: 1, into: place)
        filled += part.shape[0]
    }

    /// [count, …] after all rows were added; nil before.
    package consuming func tensor() -> Tensor? {
        guard let whole, filled == count else { return nil }
        return Tensor(whole.storage, shape: Shape([count] + whole.rowShape.dimensions))
    }
}
