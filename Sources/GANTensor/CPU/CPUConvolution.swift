extension CPUBackend {
    package func convolution(_ x: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into y: Storage) {
        func run<S: CPUScalar>(_: S.Type) {
            unsafe Convolution<S>(geometry: geometry, pool: pool, scratch: allocator)
                .forward(x: x.elements(), w: w.elements(), y: y.elements())
        }
        onFloating(y.dtype, { run(Float.self) }, { run(Double.self) })
    }

    package func convolutionInputAdjoint(
        _ dy: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into dx: Storage
    ) {
        func run<S: CPUScalar>(_: S.Type) {
            unsafe Convolution<S>(geometry: geometry, pool: pool, scratch: allocator)
                .inputAdjoint(dy: dy.elements(), w: w.elements(), dx: dx.elements())
        }
        onFloating(dx.dtype, { run(Float.self) }, { run(Double.self) })
    }

    package func convolutionWeightAdjoint(
        _ dy: Storage, _ x: Storage, _ geometry: ConvolutionGeometry, into dw: Storage
    ) {
        func run<S: CPUScalar>(_: S.Type) {
            unsafe Convolution<S>(geometry: geometry, pool: pool, scratch: allocator)
                .weightAdjoint(dy: dy.elements(), x: x.elements(), dw: dw.elements())
        }
        onFloating(dw.dtype, { run(Float.self) }, { run(Double.self) })
    }
}
