/// An upfirdn2d operation: insert zeros, pad or crop, filter, keep every n-th sample (METHODS §1.2 defines the order).
///
/// The filter is separable and is applied as a true convolution unless `correlates`. Padding may be negative.
package struct ResampleGeometry: Hashable, Sendable {
    package var planes: Int
    package var inHeight: Int
    package var inWidth: Int
    package var verticalTaps: [Double]
    package var horizontalTaps: [Double]
    package var upY: Int
    package var upX: Int
    package var downY: Int
    package var downX: Int
    package var padTop: Int
    package var padBottom: Int
    package var padLeft: Int
    package var padRight: Int
    package var correlates: Bool

    package var outHeight: Int { Self.outSize(inHeight, upY, padTop + padBottom, verticalTaps.count, downY) }
    package var outWidth: Int { Self.outSize(inWidth, upX, padLeft + padRight, horizontalTaps.count, downX) }

    private static func outSize(_ size: Int, _ up: Int, _ pad: Int, _ taps: Int, _ down: Int) -> Int {
        let filtered = size * up + pad - taps + 1
        return filtered <= 0 ? 0 : (filtered + down - 1) / down
    }

    /// The operation that propagates a gradient of the output to the input.
    package var adjoint: ResampleGeometry {
        var back = self
        (back.inHeight, back.inWidth) = (outHeight, outWidth)
        (back.upY, back.upX, back.downY, back.downX) = (downY, downX, upY, upX)
        back.padTop = verticalTaps.count - padTop - 1
        back.padLeft = horizontalTaps.count - padLeft - 1
        // Chosen so that the adjoint's output has exactly the input's size.
        back.padBottom = inHeight * upY - outHeight * downY + padTop - upY + 1
        back.padRight = inWidth * upX - outWidth * downX + padLeft - upX + 1
        back.correlates.toggle()
        return back
    }
}
