import CGANTorch
import GANTensor

extension FusedLaunch {
    // MARK: Resampling

    /// - Returns: nil if an axis has more taps than a kernel takes.
    package static func resample(
        _ x: DeviceAddress, _ geometry: ResampleGeometry, into y: DeviceAddress, _ dtype: ElementType
    ) -> FusedLaunch? {
        let g = geometry
        guard max(g.verticalTaps.count, g.horizontalTaps.count) <= GT_MOST_TAPS else { return nil }
        func ordered(_ taps: [Double]) -> [Double] { g.correlates ? taps : taps.reversed() }
        var arguments = gt_resample()
        (arguments.x, arguments.y) = (x, y)
        let count = g.planes * g.outHeight * g.outWidth
        arguments.count = Int32(count)
        arguments.rows = gt_resample_side(
            taps: ordered(g.verticalTaps), sizes: (g.inHeight, g.outHeight), up: g.upY, down: g.downY, margin: g.padTop)
        arguments.columns = gt_resample_side(
            taps: ordered(g.horizontalTaps), sizes: (g.inWidth, g.outWidth), up: g.upX, down: g.downX, margin: g.padLeft
        )
        return FusedLaunch(.resample, dtype, threads: count, arguments)
    }

    // MARK: Grid sampling

    package static func gridSample(
        _ x: DeviceAddress, _ grid: DeviceAddress, _ geometry: GridSampleGeometry, into y: DeviceAddress,
        _ dtype: ElementType
    ) -> FusedLaunch? {
        var arguments = gt_grid(geometry, images: x, grid: grid)
        arguments.samples = y
        let count = geometry.batch * geometry.channels * geometry.outHeight * geometry.outWidth
        return FusedLaunch(.gridSample, dtype, threads: count, arguments)
    }

    /// The number of int32 that the adjoint needs besides its operands.
    package static func boundsCount(_ geometry: GridSampleGeometry) -> Int {
        4 * geometry.batch * geometry.tilesDown * geometry.tilesAcross
    }

    /// Two launches, one after the other.
    /// - Parameter bounds: room for `boundsCount` int32.
    package static func gridSampleAdjoint(
        _ dy: DeviceAddress, _ grid: DeviceAddress, _ geometry: GridSampleGeometry, bounds: DeviceAddress,
        into dx: DeviceAddress, _ dtype: ElementType
    ) -> [FusedLaunch]? {
        var arguments = gt_grid(geometry, images: dx, grid: grid)
        (arguments.samples, arguments.bounds) = (dy, bounds)
        let pixels = geometry.batch * geometry.inHeight * geometry.inWidth
        guard let first = FusedLaunch(.gridBounds, dtype, threads: boundsCount(geometry) / 4, arguments),
            let second = FusedLaunch(.gridSampleAdjoint, dtype, threads: pixels, arguments)
        else { return nil }
        return [first, second]
    }
}

extension gt_resample_side {
    /// - Parameters:
    ///   - taps: in the order in which they meet the samples.
    ///   - sizes: of the input and the output.
    fileprivate init(taps: [Double], sizes: (Int, Int), up: Int, down: Int, margin: Int) {
        self.init()
        (size, out_size) = (Int32(sizes.0), Int32(sizes.1))
        (self.up, self.down, self.margin) = (Int32(up), Int32(down), Int32(margin))
        self.taps = Int32(taps.count)
        FusedLaunch.fill(&tap, taps)
    }
}

extension GridSampleGeometry {
    fileprivate var tilesDown: Int { (outHeight + GT_TILE - 1) / GT_TILE }
    fileprivate var tilesAcross: Int { (outWidth + GT_TILE - 1) / GT_TILE }
}

extension gt_grid {
    fileprivate init(_ geometry: GridSampleGeometry, images: DeviceAddress, grid: DeviceAddress) {
        self.init()
        (self.images, self.grid) = (images, grid)
        (batch, channels) = (Int32(geometry.batch), Int32(geometry.channels))
        (height, width) = (Int32(geometry.inHeight), Int32(geometry.inWidth))
        (out_height, out_width) = (Int32(geometry.outHeight), Int32(geometry.outWidth))
        (tiles_down, tiles_across) = (Int32(geometry.tilesDown), Int32(geometry.tilesAcross))
    }
}
