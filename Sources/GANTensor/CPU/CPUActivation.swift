extension CPUBackend {
    package func biasActivation(_ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, into y: Storage) {
        onFloating(
            y.type, { biasActivation(Float.self, x, bias, geometry, y) },
            { biasActivation(Double.self, x, bias, geometry, y) })
    }

    private func biasActivation<S: CPUScalar>(
        _: S.Type, _ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, _ y: Storage
    ) {
        let (x, bias, out) = (x.elements(S.self), bias?.elements(S.self), y.elements(S.self))
        let (slope, gain, clamp) = (S(geometry.slope), S(geometry.gain), S(geometry.clamp ?? .infinity))
        let (channels, inner) = (geometry.channels, geometry.inner)
        // A plane is one channel of one sample.
        pool.pieces(of: geometry.outer * channels, size: max(Self.piece / max(inner, 1), 1)) { planes in
            for plane in planes {
                let shift = bias.map { $0[plane % channels] } ?? 0
                S.biasActivationKernel(x + plane * inner, shift, slope, gain, clamp, out + plane * inner, inner)
            }
        }
    }

    package func biasActivationAdjoint(
        _ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, into dx: Storage
    ) {
        onFloating(
            dy.type, { biasActivationAdjoint(Float.self, dy, y, geometry, dx) },
            { biasActivationAdjoint(Double.self, dy, y, geometry, dx) })
    }

    private func biasActivationAdjoint<S: CPUScalar>(
        _: S.Type, _ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, _ dx: Storage
    ) {
        let (dyElements, yElements, out) = (dy.elements(S.self), y.elements(S.self), dx.elements(S.self))
        let (slope, gain, clamp) = (S(geometry.slope), S(geometry.gain), S(geometry.clamp ?? .infinity))
        pool.pieces(of: dx.count, size: Self.piece) { range in
            let i = range.lowerBound
            S.biasActivationAdjointKernel(dyElements + i, yElements + i, slope, gain, clamp, out + i, range.count)
        }
    }
}
