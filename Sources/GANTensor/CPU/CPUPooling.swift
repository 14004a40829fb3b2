import CGANKernels

extension CPUBackend {
    package func sumPool(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {
        onFloating(y.dtype, { sumPool(Float.self, x, geometry, y) }, { sumPool(Double.self, x, geometry, y) })
    }

    private func sumPool<S: CPUScalar>(_: S.Type, _ x: Storage, _ geometry: PoolGeometry, _ y: Storage) {
        let (x, out) = unsafe (x.elements(S.self), y.elements(S.self))
        unsafe eachPlane(geometry) { plane, pool in
            unsafe S.sumPoolKernel(x + plane * geometry.inPlane, pool, out + plane * geometry.outPlane)
        }
    }

    package func sumPoolAdjoint(_ dy: Storage, _ geometry: PoolGeometry, into dx: Storage) {
        onFloating(
            dy.dtype, { sumPoolAdjoint(Float.self, dy, geometry, dx) },
            { sumPoolAdjoint(Double.self, dy, geometry, dx) })
    }

    private func sumPoolAdjoint<S: CPUScalar>(_: S.Type, _ dy: Storage, _ geometry: PoolGeometry, _ dx: Storage) {
        let (dy, out) = unsafe (dy.elements(S.self), dx.elements(S.self))
        unsafe eachPlane(geometry) { plane, pool in
            unsafe S.sumPoolAdjointKernel(dy + plane * geometry.outPlane, pool, out + plane * geometry.inPlane)
        }
    }

    package func maximumPositions(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {
        onFloating(
            x.dtype, { maximumPositions(Float.self, x, geometry, y) },
            { maximumPositions(Double.self, x, geometry, y) })
    }

    private func maximumPositions<S: CPUScalar>(_: S.Type, _ x: Storage, _ geometry: PoolGeometry, _ y: Storage) {
        let (x, out) = unsafe (x.elements(S.self), y.elements(Int32.self))
        unsafe eachPlane(geometry) { plane, pool in
            unsafe S.maximumPositionsKernel(x + plane * geometry.inPlane, pool, out + plane * geometry.outPlane)
        }
    }

    private func eachPlane(_ geometry: PoolGeometry, _ body: (Int, UnsafePointer<gk_pool>) -> Void) {
        let size = max(Self.piece / max(geometry.inPlane, geometry.outPlane, 1), 1)
        unsafe withUnsafePointer(to: geometry.inC) { inC in
            pool.pieces(of: geometry.planes, size: size) { planes in
                for plane in planes { unsafe body(plane, inC) }
            }
        }
    }
}

extension PoolGeometry {
    fileprivate var inPlane: Int { inHeight * inWidth }
    fileprivate var outPlane: Int { outHeight * outWidth }

    fileprivate var inC: gk_pool {
        gk_pool(
            in_height: inHeight, in_width: inWidth, out_height: outHeight, out_width: outWidth,
            window_height: windowHeight, window_width: windowWidth, stride_y: strideY, stride_x: strideX, pad_y: padY,
            pad_x: padX)
    }
}
