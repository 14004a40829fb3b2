// Bilinear sampling at given positions.

extension Tensor {
    /// Samples images [N, C, H, W] at `grid` [N, H', W', (x, y)], bilinearly, zero outside.
    ///
    /// -1 and 1 are the outer edges of the border pixels (align_corners false). If the grid requires gradients, a slower
    /// differentiable implementation is used.
    /// - Returns: [N, C, H', W'].
    public func sampled(at grid: Tensor) -> Tensor {
        let geometry = orFatalError { () throws(ShapeError) in
            try check(dtype == grid.dtype, "sampled", "the images are of \(dtype), the grid of \(grid.dtype)")
            try check(
                rank == 4 && grid.rank == 4 && grid.shape[3] == 2 && grid.shape[0] == shape[0], "sampled",
                "images \(shape) and grid \(grid.shape) are not [N, C, H, W] and [N, H', W', 2]")
            try check(shape[2] > 0 && shape[3] > 0, "sampled", "images \(shape) have no pixels")
            return GridSampleGeometry(
                batch: shape[0], channels: shape[1], inHeight: shape[2], inWidth: shape[3], outHeight: grid.shape[1],
                outWidth: grid.shape[2])
        }
        return grid.requiresGradient && Recording.isOn
            ? sampledFromCorners(at: grid, geometry) : sampled(at: grid, geometry)
    }

    private func sampled(at grid: Tensor, _ geometry: GridSampleGeometry) -> Tensor {
        Tensor(
            Shape([geometry.batch, geometry.channels, geometry.outHeight, geometry.outWidth]), dtype, from: [self],
            write: { Backends.current.gridSample(storage, grid.storage, geometry, into: $0) },
            pullback: { dy, _, _ in [dy.spread(at: grid, geometry)] })
    }

    /// The adjoint of `sampled(at:)` in the images.
    private func spread(at grid: Tensor, _ geometry: GridSampleGeometry) -> Tensor {
        Tensor(
            Shape([geometry.batch, geometry.channels, geometry.inHeight, geometry.inWidth]), dtype, from: [self],
            write: { Backends.current.gridSampleAdjoint(storage, grid.storage, geometry, into: $0) },
            pullback: { dx, _, _ in [dx.sampled(at: grid, geometry)] })
    }

    /// Samples by a sum over four corners. The corners' weights are functions of the grid, so gradients flow to the
    /// grid too.
    private func sampledFromCorners(at grid: Tensor, _ geometry: GridSampleGeometry) -> Tensor {
        let pixels = grid.reshaped(geometry.batch, -1, 2)
        let x = pixels.sliced(2, 0..<1).inPixels(geometry.inWidth)  // [N, H'W', 1]
        let y = pixels.sliced(2, 1..<2).inPixels(geometry.inHeight)
        let (left, top) = (x.detached().floor(), y.detached().floor())
        // [N, H, W, C] as rows, so that a corner is a row.
        let rows = permuted(0, 2, 3, 1).reshaped(-1, geometry.channels)
        var sum: Tensor?
        for (dx, dy) in [(0.0, 0.0), (1, 0), (0, 1), (1, 1)] {
            let (column, row) = (left + dx, top + dy)
            let weight = (1 - (x - column).abs()) * (1 - (y - row).abs())
            let part = rows.rows(at: geometry.rowIndices(column: column, row: row)) * weight
            sum = sum.map { $0 + part } ?? part
        }
        let sampled = sum ?? .zeros([geometry.batch, geometry.outHeight * geometry.outWidth, geometry.channels])
        return sampled.permuted(0, 2, 1)
            .reshaped(geometry.batch, geometry.channels, geometry.outHeight, geometry.outWidth)
    }

    /// Maps coordinates in [-1, 1] to pixel centers at 0, 1, 2, …
    private func inPixels(_ size: Int) -> Tensor { (self + 1) * (Double(size) / 2) - 0.5 }
}

extension GridSampleGeometry {
    /// The row of [N · H · W] for each corner [N, H'W', 1], -1 outside: [N, H'W'].
    fileprivate func rowIndices(column: Tensor, row: Tensor) -> Tensor {
        let inside =
            (column .> -0.5) * (column .< Double(inWidth) - 0.5) * (row .> -0.5) * (row .< Double(inHeight) - 0.5)
        let sample = Tensor((0..<batch).map { Double($0 * inHeight * inWidth) }, shape: [batch, 1, 1])
        let (x, y) = (column.converted(to: .float64), row.converted(to: .float64))
        let index = sample + y * Double(inWidth) + x
        return select(inside.converted(to: .float64), index, Tensor(-1, dtype: .float64))
            .reshaped(batch, outHeight * outWidth).converted(to: .int32)
    }
}
