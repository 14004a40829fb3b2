// Up- and downsampling with finite impulse response filters (METHODS §1.2; Karras et al. 2020, arXiv:1912.04958).

/// A separable filter: the outer product of vertical and horizontal taps.
public struct ResampleFilter: Hashable, Sendable {
    public let vertical: [Double]
    public let horizontal: [Double]

    public init(vertical: [Double], horizontal: [Double]) {
        (self.vertical, self.horizontal) = (vertical, horizontal)
    }

    /// Creates a filter with the same taps in both directions, normalized to sum 1.
    public init(_ taps: [Double]) {
        let sum = taps.reduce(0, +)
        let normalized = taps.map { $0 / sum }
        self.init(vertical: normalized, horizontal: normalized)
    }

    /// Factors `taps`, [height, width] as published checkpoints store them.
    /// - Throws: `ShapeError` if `taps` is not an outer product.
    public init(factoring taps: [[Double]]) throws(ShapeError) {
        let pivot = taps.joined().max { $0.magnitude < $1.magnitude } ?? 0
        guard let row = taps.first(where: { $0.contains(pivot) }), let column = row.firstIndex(of: pivot), pivot != 0,
            taps.allSatisfy({ $0.count == row.count })
        else { throw ShapeError("resample filter", "\(taps) has no factors") }
        self.init(vertical: taps.map { $0[column] / pivot }, horizontal: row)
        for (y, line) in taps.enumerated() {
            for (x, tap) in line.enumerated() {
                try check(
                    (tap - vertical[y] * horizontal[x]).magnitude <= 1e-6 * pivot.magnitude, "resample filter",
                    "\(taps) is not an outer product: tap (\(y), \(x))")
            }
        }
    }

    /// [1, 3, 3, 1], StyleGAN2's filter.
    public static let binomial = ResampleFilter([1, 3, 3, 1])

    func scaled(by gain: Double) -> ResampleFilter {
        ResampleFilter(vertical: vertical.map { $0 * gain }, horizontal: horizontal)
    }
}

/// The options of an upfirdn2d besides the filter, the same along both axes.
public struct Resampling: Hashable, Sendable {
    /// `up` - 1 zeros are inserted after every sample.
    public var up: Int
    /// Every `down`-th filtered sample is kept, including the first.
    public var down: Int
    /// Zeros added around the image after upsampling; negative numbers crop.
    public var margins: Margins
    /// Whether the filter is applied unreversed (correlation).
    public var correlates: Bool

    public init(up: Int, down: Int, margins: Margins, correlates: Bool) {
        (self.up, self.down, self.margins, self.correlates) = (up, down, margins, correlates)
    }
}

extension Tensor {
    /// Upsamples, pads, filters and downsamples images [N, C, H, W], in that order; `gain` scales the result.
    public func resampled(_ filter: ResampleFilter, _ resampling: Resampling, gain: Double = 1) -> Tensor {
        let taps = filter.scaled(by: gain)
        let geometry = orFatalError { () throws(ShapeError) in
            try check(rank == 4, "resampled", "\(shape) is not [N, C, H, W]")
            try check(resampling.up > 0 && resampling.down > 0, "resampled", "\(resampling): up and down start at 1")
            let margins = resampling.margins
            let geometry = ResampleGeometry(
                planes: shape[0] * shape[1], inHeight: shape[2], inWidth: shape[3], verticalTaps: taps.vertical,
                horizontalTaps: taps.horizontal, upY: resampling.up, upX: resampling.up, downY: resampling.down,
                downX: resampling.down, padTop: margins.top, padBottom: margins.bottom, padLeft: margins.left,
                padRight: margins.right, correlates: resampling.correlates)
            try check(
                geometry.outHeight > 0 && geometry.outWidth > 0, "resampled",
                "a filter of \(taps.vertical.count) × \(taps.horizontal.count) taps does not fit \(shape) with \(margins)"
            )
            return geometry
        }
        return resampled(geometry)
    }

    private func resampled(_ geometry: ResampleGeometry) -> Tensor {
        Tensor(
            Shape([shape[0], shape[1], geometry.outHeight, geometry.outWidth]), dtype, from: [self],
            write: { Backends.current.resample(storage, geometry, into: $0) },
            pullback: { dy, _, _ in [dy.resampled(geometry.adjoint)] })
    }

    /// Filtered at the same size.
    public func filtered(_ filter: ResampleFilter, correlates: Bool = false) -> Tensor {
        let margins = filter.margins { taps in (taps / 2, (taps - 1) / 2) }
        return resampled(filter, Resampling(up: 1, down: 1, margins: margins, correlates: correlates))
    }

    /// Upsamples by `factor` and preserves the brightness.
    public func upsampled(_ filter: ResampleFilter, by factor: Int = 2, correlates: Bool = false) -> Tensor {
        let margins = filter.margins { taps in ((taps + factor - 1) / 2, (taps - factor) / 2) }
        let resampling = Resampling(up: factor, down: 1, margins: margins, correlates: correlates)
        return resampled(filter, resampling, gain: Double(factor * factor))
    }

    /// Downsamples by `factor`.
    public func downsampled(_ filter: ResampleFilter, by factor: Int = 2, correlates: Bool = false) -> Tensor {
        let margins = filter.margins { taps in ((taps - factor + 1) / 2, (taps - factor) / 2) }
        return resampled(filter, Resampling(up: 1, down: factor, margins: margins, correlates: correlates))
    }
}

extension ResampleFilter {
    /// Margins from a function (taps) -> (before, after).
    func margins(_ rule: (Int) -> (Int, Int)) -> Margins {
        let (top, bottom) = rule(vertical.count)
        let (left, right) = rule(horizontal.count)
        return Margins(top: top, bottom: bottom, left: left, right: right)
    }
}
