import GANTensor

/// Kernels of the backend by fused kernels. Each function returns false if the device has none for the case; then PyTorch's operators
/// compute it.
extension TorchBackend {
    /// Each fused kernel, and why it is not used; nil if it is.
    package var fusedKernels: [(kernel: FusedKernel, problem: String?)] {
        FusedKernel.allCases.map { ($0, kernels.problem(of: $0)) }
    }

    /// Computes `y` with the launch that `make` returns for the addresses of `reads` and of the result.
    private func fused(
        _ kernel: FusedKernel, _ reads: [Storage], into y: Storage,
        _ make: (_ reads: [DeviceAddress], _ result: DeviceAddress) -> FusedLaunch?
    ) -> Bool {
        guard isUsable(kernel, reads + [y]) else { return false }
        let result = shaped([y.count], y.dtype)
        return run(reads.map(tensor), result, y) { addresses in make(addresses, result.address).map { [$0] } }
    }

    private func isUsable(_ kernel: FusedKernel, _ storages: [Storage]) -> Bool {
        storages.allSatisfy { $0.count <= FusedLaunch.mostElements && !$0.dtype.isNarrow }
            && kernels.problem(of: kernel) == nil
    }

    /// Launches, and makes `result` the elements of `y`. The device keeps the order, so that the inputs can be freed afterwards.
    private func run(
        _ inputs: [TorchTensor], _ result: TorchTensor, _ y: Storage,
        _ make: (_ addresses: [DeviceAddress]) -> [FusedLaunch]?
    ) -> Bool {
        let isDone = withExtendedLifetime((inputs, result)) {
            guard let launches = make(inputs.map(\.address)) else { return false }
            for launch in launches { kernels.launch(launch) }
            return true
        }
        if isDone { put(result, y) }
        return isDone
    }

    // MARK: Activation

    func fusedBiasActivation(_ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, into y: Storage) -> Bool {
        fused(.biasActivation, [x] + (bias.map { [$0] } ?? []), into: y) { reads, result in
            .biasActivation(reads[0], bias: bias == nil ? nil : reads[1], geometry, into: result, y.dtype)
        }
    }

    func fusedBiasActivationAdjoint(
        _ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, into dx: Storage
    ) -> Bool {
        fused(.biasActivationAdjoint, [dy, y], into: dx) { reads, result in
            .biasActivationAdjoint(reads[0], output: reads[1], geometry, into: result, dx.dtype)
        }
    }

    func fusedScaledActivation(
        _ operands: ScaledActivationOperands, _ geometry: ActivationGeometry, into y: Storage
    ) -> Bool {
        fused(.scaledActivation, operands.storages, into: y) { reads, result in
            // The order of `storages`: x, factors, bias, noise.
            let addresses = FusedLaunch.ScaledOperands(
                x: reads[0], factors: reads[1], bias: reads[2], noise: operands.noise == nil ? nil : reads[3],
                sharesNoise: operands.noise?.count == geometry.inner)
            return .scaledActivation(addresses, geometry, into: result, y.dtype)
        }
    }

    // MARK: Movement

    func fusedGather(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) -> Bool {
        fused(.gather, [x], into: y) { .gather($0[0], geometry, into: $1, y.dtype) }
    }

    func fusedEmbed(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) -> Bool {
        guard isUsable(.embed, [x, y]) else { return false }
        let result = x.count == y.count ? shaped([y.count], y.dtype) : zeros([y.count], y.dtype)
        return run([tensor(x)], result, y) {
            FusedLaunch.embed($0[0], geometry, into: result.address, y.dtype).map { [$0] }
        }
    }

    func fusedScatterInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) -> Bool {
        fused(.scatterInPlanes, [x, indices], into: y) { reads, result in
            .scatterInPlanes(
                reads[0], reads[1], planes: y.count / yPlane, xPlane: xPlane, yPlane: yPlane, into: result, y.dtype)
        }
    }

    // MARK: Images

    /// Products of taps that one output of a two-dimensional filter may have. With more, one pass for each axis reads less.
    private static let mostTapProducts = 36

    func fusedResample(_ x: Storage, _ geometry: ResampleGeometry, into y: Storage) -> Bool {
        func terms(_ taps: [Double], _ up: Int) -> Int { (taps.count + up - 1) / up }
        let rows = terms(geometry.verticalTaps, geometry.upY)
        let columns = terms(geometry.horizontalTaps, geometry.upX)
        guard min(rows, columns) > 1, rows * columns > Self.mostTapProducts else {
            return fused(.resample, [x], into: y) { .resample($0[0], geometry, into: $1, y.dtype) }
        }
        let parts = geometry.alongEachAxis
        let between = makeStorage(y.dtype, count: parts.0.planes * parts.0.outHeight * parts.0.outWidth)
        return fused(.resample, [x], into: between) { .resample($0[0], parts.0, into: $1, y.dtype) }
            && fused(.resample, [between], into: y) { .resample($0[0], parts.1, into: $1, y.dtype) }
    }

    func fusedGridSample(_ x: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into y: Storage) -> Bool {
        fused(.gridSample, [x, grid], into: y) { .gridSample($0[0], $0[1], geometry, into: $1, y.dtype) }
    }

    func fusedGridSampleAdjoint(
        _ dy: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into dx: Storage
    ) -> Bool {
        guard isUsable(.gridSampleAdjoint, [dy, grid, dx]) else { return false }
        let bounds = shaped([FusedLaunch.boundsCount(geometry)], .int32)
        let result = shaped([dx.count], dx.dtype)
        return run([tensor(dy), tensor(grid), bounds], result, dx) {
            FusedLaunch.gridSampleAdjoint($0[0], $0[1], geometry, bounds: $0[2], into: result.address, dx.dtype)
        }
    }

    // MARK: Randomness and optimization

    func fusedRandom(_ draw: RandomDraw, into y: Storage) -> Bool {
        guard let kernel = FusedKernel(draw.distribution) else { return false }
        return fused(kernel, [], into: y) { .random(draw, count: y.count, into: $1) }
    }

    /// - Parameter storages: parameters, gradient, first and second moment.
    func fusedAdam(_ runs: [AdamRun], _ storages: [Storage], into y: Storage) -> Bool {
        guard isUsable(.adam, storages + [y]) else { return false }
        let moments = [shaped([y.count], y.dtype), shaped([y.count], y.dtype)]
        let result = shaped([y.count], y.dtype)
        let isDone = run(storages.map(tensor), result, y) { old in
            let new = [result.address] + moments.map(\.address)
            return FusedLaunch.adam(runs, FusedLaunch.AdamOperands(old: old, new: new), y.dtype)
        }
        guard isDone else { return false }
        put(moments[0], storages[2])
        put(moments[1], storages[3])
        return true
    }
}

extension ResampleGeometry {
    /// The operation along the width, then along the height.
    fileprivate var alongEachAxis: (ResampleGeometry, ResampleGeometry) {
        var (first, second) = (self, self)
        (first.verticalTaps, first.upY, first.downY, first.padTop, first.padBottom) = ([1], 1, 1, 0, 0)
        (second.horizontalTaps, second.upX, second.downX, second.padLeft, second.padRight) = ([1], 1, 1, 0, 0)
        second.inWidth = outWidth
        return (first, second)
    }
}
