/// c[batch, rows, columns] = a[batch, rows, inner] · b[batch, inner, columns]; each factor may be stored transposed.
package struct MatrixProductGeometry: Hashable, Sendable {
    package var batch: Int
    package var rows: Int
    package var columns: Int
    package var inner: Int
    /// `a` is stored [batch, inner, rows].
    package var transposesLeft: Bool
    /// `b` is stored [batch, columns, inner].
    package var transposesRight: Bool
    /// Whether the factor is one matrix for the whole batch.
    package var sharesLeft: Bool
    package var sharesRight: Bool

    /// Floating-point operations, 2 per multiply-add.
    package var operations: Double { 2 * Double(batch * rows) * Double(columns * inner) }
}
