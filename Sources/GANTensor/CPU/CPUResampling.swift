import CGANKernels

// upfirdn2d. The filter is separable: each row of a plane is filtered into scratch memory, then rows are combined. An
// output sample uses only the taps at samples, never those at inserted zeros.

extension CPUBackend {
    package func resample(_ x: Storage, _ geometry: ResampleGeometry, into y: Storage) {
        if geometry.isPlainFilter {
            onFloating(y.dtype, { filter(Float.self, x, geometry, y) }, { filter(Double.self, x, geometry, y) })
        } else {
            onFloating(y.dtype, { resample(Float.self, x, geometry, y) }, { resample(Double.self, x, geometry, y) })
        }
    }

    private func filter<S: CPUScalar>(_: S.Type, _ x: Storage, _ geometry: ResampleGeometry, _ y: Storage) {
        let filter = gk_filter(geometry)
        let across = geometry.tapsAsTheyMeet(geometry.horizontalTaps).map { S($0) }
        let down = geometry.tapsAsTheyMeet(geometry.verticalTaps).map { S($0) }
        let (x, out) = unsafe (x.elements(S.self), y.elements(S.self))
        let (inPlane, outPlane) = (geometry.inHeight * geometry.inWidth, geometry.outHeight * geometry.outWidth)
        let padded = filter.height * filter.width_padded + filter.taps_across
        let scratchCount = padded + (filter.out_height + filter.taps_down - 1) * filter.width_padded
        unsafe withUnsafePointer(to: filter) { filter in
            pool.pieces(of: geometry.planes, size: max(Self.piece / max(inPlane, outPlane), 1)) { planes in
                unsafe allocator.withScratch(S.self, scratchCount) { scratch in
                    unsafe scratch.zero(scratchCount)
                    for plane in planes {
                        unsafe S.filterPlaneKernel(
                            x + plane * inPlane, filter, across, down, scratch, scratch + padded, out + plane * outPlane
                        )
                    }
                }
            }
        }
    }

    private func resample<S: CPUScalar>(_: S.Type, _ x: Storage, _ geometry: ResampleGeometry, _ y: Storage) {
        let across = ResampleAxis<S>(
            size: geometry.inWidth, outSize: geometry.outWidth, taps: geometry.horizontalTaps, up: geometry.upX,
            down: geometry.downX, margin: geometry.padLeft, correlates: geometry.correlates)
        let down = ResampleAxis<S>(
            size: geometry.inHeight, outSize: geometry.outHeight, taps: geometry.verticalTaps, up: geometry.upY,
            down: geometry.downY, margin: geometry.padTop, correlates: geometry.correlates)
        let (x, out) = unsafe (x.elements(S.self), y.elements(S.self))
        let (inPlane, outPlane) = (geometry.inHeight * geometry.inWidth, geometry.outHeight * geometry.outWidth)
        unsafe across.withC { acrossInC, acrossWeights in
            unsafe down.withC { downInC, downWeights in
                pool.pieces(of: geometry.planes, size: max(Self.piece / max(inPlane, outPlane), 1)) { planes in
                    let scratchCount = across.paddedSize + geometry.inHeight * geometry.outWidth
                    unsafe allocator.withScratch(S.self, scratchCount) { scratch in
                        for plane in planes {
                            unsafe S.resamplePlaneKernel(
                                x + plane * inPlane, acrossInC, acrossWeights, downInC, downWeights, scratch,
                                scratch + across.paddedSize, out + plane * outPlane)
                        }
                    }
                }
            }
        }
    }
}

extension ResampleGeometry {
    /// Whether it is the identity: no insertion, cropping or downsampling.
    fileprivate var isPlainFilter: Bool {
        (upX, upY, downX, downY) == (1, 1, 1, 1) && min(padTop, padBottom, padLeft, padRight) >= 0
    }

    /// The taps in the order in which they are applied to the samples.
    fileprivate func tapsAsTheyMeet(_ taps: [Double]) -> [Double] { correlates ? taps : taps.reversed() }
}

extension gk_filter {
    fileprivate init(_ geometry: ResampleGeometry) {
        self.init(
            height: geometry.inHeight, width: geometry.inWidth, top: geometry.padTop, left: geometry.padLeft,
            width_padded: geometry.inWidth + geometry.padLeft + geometry.padRight, out_height: geometry.outHeight,
            out_width: geometry.outWidth, taps_across: geometry.horizontalTaps.count,
            taps_down: geometry.verticalTaps.count)
    }
}

/// One axis of a resampling, in the form of `gk_resample_axis`.
private struct ResampleAxis<S: CPUScalar>: Sendable {
    private let size: Int
    private let outSize: Int
    private let period: Int
    private let advance: Int
    /// Number of zeros before the first sample that an output needs, and the length including the zeros after the last one.
    private let before: Int
    let paddedSize: Int
    private var starts: [Int32] = [0]
    private var offsets: [Int32] = []
    private var weights: [S] = []

    /// - Parameter margin: zeros in front after upsampling, or cropped samples if negative.
    init(size: Int, outSize: Int, taps: [Double], up: Int, down: Int, margin: Int, correlates: Bool) {
        (self.size, self.outSize) = (size, outSize)
        let divisor = greatestCommonDivisor(up, down)
        (period, advance) = (up / divisor, down / divisor)
        let kernel = correlates ? taps : taps.reversed()
        var (lowest, highest) = (0, size - 1)
        for phase in 0..<period {
            let steps = outSize > phase ? (outSize - 1 - phase) / period : 0
            for (tap, weight) in kernel.enumerated() where outSize > phase {
                let place = phase * down + tap - margin  // position among samples and inserted zeros
                guard place % up == 0 else { continue }
                let sample = place / up
                (lowest, highest) = (min(lowest, sample), max(highest, sample + steps * advance))
                offsets.append(Int32(sample))
                weights.append(S(weight))
            }
            starts.append(Int32(offsets.count))
        }
        (before, paddedSize) = (-lowest, highest - lowest + 1)
        offsets = offsets.map { $0 - Int32(lowest) }
    }

    func withC(_ body: (UnsafePointer<gk_resample_axis>, UnsafePointer<S>) -> Void) {
        // An axis without terms, because every output is between samples, still needs valid pointers.
        let (offsets, weights) = (offsets + [0], weights + [0])
        unsafe starts.withUnsafeBufferPointer { starts in
            unsafe offsets.withUnsafeBufferPointer { offsets in
                guard let starts = starts.baseAddress, let offsets = offsets.baseAddress else { return }
                let inC = unsafe gk_resample_axis(
                    size: size, out_size: outSize, period: period, advance: advance, before: before,
                    padded_size: paddedSize, starts: starts, offsets: offsets)
                unsafe withUnsafePointer(to: inC) { unsafe body($0, weights) }
            }
        }
    }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }
