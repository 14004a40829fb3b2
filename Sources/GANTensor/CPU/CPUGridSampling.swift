extension CPUBackend {
    package func gridSample(_ x: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into y: Storage) {
        onFloating(
            y.dtype, { gridSample(Float.self, x, grid, geometry, y) },
            { gridSample(Double.self, x, grid, geometry, y) })
    }

    private func gridSample<S: CPUScalar>(
        _: S.Type, _ x: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, _ y: Storage
    ) {
        let (x, grid, out) = unsafe (x.elements(S.self), grid.elements(S.self), y.elements(S.self))
        let places = geometry.outHeight * geometry.outWidth
        let sample = geometry.channels * geometry.inHeight * geometry.inWidth
        pool.run(geometry.batch) { n in
            unsafe S.gridSampleKernel(
                x + n * sample, grid + n * places * 2, geometry.channels, geometry.inHeight, geometry.inWidth, places,
                out + n * geometry.channels * places)
        }
    }

    package func gridSampleAdjoint(
        _ dy: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into dx: Storage
    ) {
        onFloating(
            dx.dtype, { gridSampleAdjoint(Float.self, dy, grid, geometry, dx) },
            { gridSampleAdjoint(Double.self, dy, grid, geometry, dx) })
    }

    private func gridSampleAdjoint<S: CPUScalar>(
        _: S.Type, _ dy: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, _ dx: Storage
    ) {
        let (dy, grid, out) = unsafe (dy.elements(S.self), grid.elements(S.self), dx.elements(S.self))
        let places = geometry.outHeight * geometry.outWidth
        let sample = geometry.channels * geometry.inHeight * geometry.inWidth
        pool.run(geometry.batch) { n in
            unsafe S.gridSampleAdjointKernel(
                dy + n * geometry.channels * places, grid + n * places * 2, geometry.channels, geometry.inHeight,
                geometry.inWidth, places, out + n * sample)
        }
    }
}
