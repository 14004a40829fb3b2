/// Windows over [planes, inHeight, inWidth], with symmetric zero padding.
package struct PoolGeometry: Hashable, Sendable {
    package var planes: Int
    package var inHeight: Int
    package var inWidth: Int
    package var windowHeight: Int
    package var windowWidth: Int
    package var strideY: Int
    package var strideX: Int
    package var padY: Int
    package var padX: Int

    package var outHeight: Int { (inHeight + 2 * padY - windowHeight) / strideY + 1 }
    package var outWidth: Int { (inWidth + 2 * padX - windowWidth) / strideX + 1 }

    /// The input rows under output row `y`; empty only if padding covers the window.
    package func rows(under y: Int) -> Range<Int> {
        let first = y * strideY - padY
        return max(first, 0)..<max(min(first + windowHeight, inHeight), max(first, 0))
    }

    package func columns(under x: Int) -> Range<Int> {
        let first = x * strideX - padX
        return max(first, 0)..<max(min(first + windowWidth, inWidth), max(first, 0))
    }
}
