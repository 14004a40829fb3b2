extension CPUBackend {
    package func biasActivation(_ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, into y: Storage) {
        onFloating(
            y.dtype, { biasActivation(Float.self, x, bias, geometry, y) },
            { biasActivation(Double.self, x, bias, geometry, y) })
    }

    private func biasActivation<S: CPUScalar>(
        _: S.Type, _ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, _ y: Storage
    ) {
        let (x, bias, out) = unsafe (x.elements(S.self), bias?.elements(S.self), y.elements(S.self))
        let (slope, gain, clamp) = (S(geometry.slope), S(geometry.gain), S(geometry.clamp ?? .infinity))
        // A row has one bias throughout, or, where nothing lies inside the channels, one for each element.
        let isFlat = geometry.inner == 1
        let length = isFlat ? geometry.channels : geometry.inner
        var zero = S.zero
        unsafe withUnsafePointer(to: &zero) { zero in
            pool.pieces(of: y.count / length, size: max(Self.piece / length, 1)) { rows in
                for row in rows {
                    let shift = unsafe bias.map { unsafe UnsafePointer(isFlat ? $0 : $0 + row % geometry.channels) }
                    unsafe S.biasActivationKernel(
                        x + row * length, shift ?? zero, isFlat && bias != nil, slope, gain, clamp, out + row * length,
                        length)
                }
            }
        }
    }

    package func biasActivationAdjoint(
        _ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, into dx: Storage
    ) {
        onFloating(
            dy.dtype, { biasActivationAdjoint(Float.self, dy, y, geometry, dx) },
            { biasActivationAdjoint(Double.self, dy, y, geometry, dx) })
    }

    private func biasActivationAdjoint<S: CPUScalar>(
        _: S.Type, _ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, _ dx: Storage
    ) {
        let (dyElements, yElements, out) = unsafe (dy.elements(S.self), y.elements(S.self), dx.elements(S.self))
        let (slope, gain, clamp) = (S(geometry.slope), S(geometry.gain), S(geometry.clamp ?? .infinity))
        pool.pieces(of: dx.count, size: Self.piece) { range in
            let i = range.lowerBound
            unsafe S.biasActivationAdjointKernel(
                dyElements + i, yElements + i, slope, gain, clamp, out + i, range.count)
        }
    }

    package func scaledActivation(
        _ operands: ScaledActivationOperands, _ geometry: ActivationGeometry, into y: Storage
    ) {
        onFloating(
            y.dtype, { scaledActivation(Float.self, operands, geometry, y) },
            { scaledActivation(Double.self, operands, geometry, y) })
    }

    private func scaledActivation<S: CPUScalar>(
        _: S.Type, _ operands: ScaledActivationOperands, _ geometry: ActivationGeometry, _ y: Storage
    ) {
        let (x, factors) = unsafe (operands.x.elements(S.self), operands.factors.elements(S.self))
        let (bias, out, length) = unsafe (operands.bias.elements(S.self), y.elements(S.self), geometry.inner)
        let noise = unsafe operands.noise.map { unsafe UnsafePointer($0.elements(S.self)) }
        let noiseStep = operands.noise?.count == length ? 0 : length
        let (slope, gain, clamp) = (S(geometry.slope), S(geometry.gain), S(geometry.clamp ?? .infinity))
        pool.pieces(of: y.count / length, size: max(Self.piece / length, 1)) { rows in
            for row in rows {
                unsafe S.scaledActivationKernel(
                    x + row * length, factors[row], noise.map { unsafe $0 + row / geometry.channels * noiseStep },
                    unsafe bias[row % geometry.channels], slope, gain, clamp, unsafe out + row * length, length)
            }
        }
    }
}
