// upfirdn2d. The filter is separable: each row of a plane is filtered into scratch memory, then rows are combined. An
// output sample meets only the taps that fall on samples, never on the zeros between them.

extension CPUBackend {
    package func resample(_ x: Storage, _ geometry: ResampleGeometry, into y: Storage) {
        onFloating(y.type, { resample(Float.self, x, geometry, y) }, { resample(Double.self, x, geometry, y) })
    }

    private func resample<S: CPUScalar>(_: S.Type, _ x: Storage, _ geometry: ResampleGeometry, _ y: Storage) {
        let rows = ResamplePhases<S>(
            size: geometry.inWidth, outSize: geometry.outWidth, taps: geometry.horizontalTaps, up: geometry.upX,
            down: geometry.downX, before: geometry.padLeft, correlates: geometry.correlates)
        let columns = ResamplePhases<S>(
            size: geometry.inHeight, outSize: geometry.outHeight, taps: geometry.verticalTaps, up: geometry.upY,
            down: geometry.downY, before: geometry.padTop, correlates: geometry.correlates)
        let (x, out) = (x.elements(S.self), y.elements(S.self))
        let (inPlane, outPlane) = (geometry.inHeight * geometry.inWidth, geometry.outHeight * geometry.outWidth)
        pool.pieces(of: geometry.planes, size: max(Self.piece / max(inPlane, outPlane, 1), 1)) { planes in
            allocator.withScratch(S.self, rows.paddedSize + geometry.inHeight * geometry.outWidth) { scratch in
                for plane in planes {
                    let filtered = scratch + rows.paddedSize
                    rows.filterRows(x + plane * inPlane, height: geometry.inHeight, padded: scratch, into: filtered)
                    columns.combineRows(
                        filtered, width: geometry.outWidth, into: out + plane * outPlane)
                }
            }
        }
    }
}

/// Upsampling, filtering and downsampling along one axis. Output samples with the same remainder by `period` meet the same
/// taps, at input samples that advance by `advance`.
private struct ResamplePhases<S: CPUScalar>: Sendable {
    struct Phase: Sendable {
        /// Input samples, relative to the padded start, and their weights.
        var offsets: [Int32] = []
        var weights: [S] = []
    }

    private let size: Int
    private let outSize: Int
    private let period: Int
    private let advance: Int
    private var phases: [Phase] = []
    /// Zeros needed before the first sample, and the length with those needed after the last.
    private let before: Int
    let paddedSize: Int

    init(size: Int, outSize: Int, taps: [Double], up: Int, down: Int, before: Int, correlates: Bool) {
        (self.size, self.outSize) = (size, outSize)
        let divisor = Self.greatestCommonDivisor(up, down)
        (period, advance) = (up / divisor, down / divisor)
        let kernel = correlates ? taps : taps.reversed()
        var (lowest, highest) = (0, size - 1)
        for remainder in 0..<period {
            var phase = Phase()
            let steps = outSize > remainder ? (outSize - 1 - remainder) / period : 0
            for (tap, weight) in kernel.enumerated() {
                let place = remainder * down + tap - before  // among samples and inserted zeros
                guard place % up == 0, outSize > remainder else { continue }
                let sample = place / up
                (lowest, highest) = (min(lowest, sample), max(highest, sample + steps * advance))
                phase.offsets.append(Int32(sample))
                phase.weights.append(S(weight))
            }
            phases.append(phase)
        }
        self.before = -lowest
        paddedSize = highest - lowest + 1
        for index in phases.indices {
            phases[index].offsets = phases[index].offsets.map { $0 - Int32(lowest) }
        }
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        b == 0 ? a : greatestCommonDivisor(b, a % b)
    }

    /// x[height, size] to y[height, outSize]; `padded` has room for a row with its zeros.
    func filterRows(
        _ x: UnsafePointer<S>, height: Int, padded: UnsafeMutablePointer<S>, into y: UnsafeMutablePointer<S>
    ) {
        padded.update(repeating: 0, count: paddedSize)
        for row in 0..<height {
            (padded + before).update(from: x + row * size, count: size)
            for (remainder, phase) in phases.enumerated() where remainder < outSize {
                S.firRowKernel(
                    padded, advance, phase.offsets, phase.weights, Int32(phase.weights.count),
                    y + row * outSize + remainder, period, (outSize - 1 - remainder) / period + 1)
            }
        }
    }

    /// x[size, width] to y[outSize, width].
    func combineRows(_ x: UnsafePointer<S>, width: Int, into y: UnsafeMutablePointer<S>) {
        var rows: [UnsafePointer<S>] = []
        var weights: [S] = []
        for row in 0..<outSize {
            rows.removeAll(keepingCapacity: true)
            weights.removeAll(keepingCapacity: true)
            let (step, remainder) = row.quotientAndRemainder(dividingBy: period)
            let phase = phases[remainder]
            for (offset, weight) in zip(phase.offsets, phase.weights) {
                let source = Int(offset) - before + step * advance
                guard (0..<size).contains(source) else { continue }
                rows.append(x + source * width)
                weights.append(weight)
            }
            S.combineRowsKernel(rows, weights, Int32(weights.count), y + row * width, width)
        }
    }
}
