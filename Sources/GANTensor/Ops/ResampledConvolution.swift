// Convolution combined with resampling (METHODS §1.3), by the cheapest of the equivalent methods.

extension Tensor {
    /// Convolves with upsampling by `up` or downsampling by `down` (one of them is 1) and `same` padding.
    ///
    /// The weight is [out, in / groups, k, k]. `flipsWeight` reverses the kernel, which gives a convolution in the
    /// mathematical sense, as StyleGAN2 does when it resamples.
    /// - Returns: [N, out, H · up / down, W · up / down] for an odd kernel with padding k / 2.
    public func convolved(
        with weight: Tensor, _ filter: ResampleFilter, up: Int = 1, down: Int = 1, padding: Int, groups: Int = 1,
        flipsWeight: Bool
    ) -> Tensor {
        orFatalError { () throws(ShapeError) in
            try check(
                up >= 1 && down >= 1 && (up == 1 || down == 1), "convolved", "up \(up) and down \(down): one must be 1")
            try check(rank == 4 && weight.rank == 4, "convolved", "images \(shape) and weights \(weight.shape)")
        }
        let unflipped = flipsWeight ? weight.flipped(2, 3) : weight
        let plain = ConvolutionStep(stride: 1, padding: 0, dilation: 1, groups: groups)
        let isPointwise = weight.shape[2] == 1 && weight.shape[3] == 1
        if up == 1 && down == 1 {
            var padded = plain
            padded.padding = padding
            return convolved(with: unflipped, padded)
        }
        if down > 1 {
            let margins = filter.margins { taps in (padding + (taps - down + 1) / 2, padding + (taps - down) / 2) }
            let kept = isPointwise ? down : 1
            let low = resampled(filter, Resampling(up: 1, down: kept, margins: margins, correlates: false))
            var strided = plain
            strided.stride = isPointwise ? 1 : down
            return low.convolved(with: unflipped, strided)
        }
        let margins = filter.margins { taps in (padding + (taps + up - 1) / 2, padding + (taps - up) / 2) }
        let gain = Double(up * up)
        if isPointwise {
            let sparse = Resampling(up: up, down: 1, margins: margins, correlates: false)
            return convolved(with: unflipped, plain).resampled(filter, sparse, gain: gain)
        }
        return upsampledByTransposition(weight, unflipped, filter, up: up, margins: margins, groups: groups, gain: gain)
    }

    /// A transposed convolution spreads each sample over the kernel's area; then the filter smooths the result.
    private func upsampledByTransposition(
        _ weight: Tensor, _ unflipped: Tensor, _ filter: ResampleFilter, up: Int, margins: Margins, groups: Int,
        gain: Double
    ) -> Tensor {
        let kernel = (height: weight.shape[2], width: weight.shape[3])
        let left = Margins(
            top: margins.top - (kernel.height - 1), bottom: margins.bottom - (kernel.height - up),
            left: margins.left - (kernel.width - 1), right: margins.right - (kernel.width - up))
        let step = ConvolutionStep(stride: up, padding: 0, dilation: 1, groups: groups)
        let spread = convTransposed2d(
            with: unflipped.swappingChannels(groups: groups).flipped(2, 3), step,
            height: (shape[2] - 1) * up + kernel.height, width: (shape[3] - 1) * up + kernel.width)
        return spread.resampled(filter, Resampling(up: 1, down: 1, margins: left, correlates: false), gain: gain)
    }

    /// Weights [out, in / groups, …] as [in, out / groups, …], with the channels of each group swapped.
    private func swappingChannels(groups: Int) -> Tensor {
        let (out, into, height, width) = (shape[0] / groups, shape[1], shape[2], shape[3])
        return reshaped(groups, out, into, height, width).permuted(0, 2, 1, 3, 4)
            .reshaped(groups * into, out, height, width)
    }
}
