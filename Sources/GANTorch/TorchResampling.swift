import GANTensor

extension TorchBackend {
    package func resample(_ x: Storage, _ geometry: ResampleGeometry, into y: Storage) {
        if fusedResample(x, geometry, into: y) { return }
        let g = geometry
        let horizontal = ResampledAxis(
            taps: g.horizontalTaps, up: g.upX, down: g.downX, padBefore: g.padLeft, size: g.inWidth,
            outSize: g.outWidth,
            correlates: g.correlates)
        let vertical = ResampledAxis(
            taps: g.verticalTaps, up: g.upY, down: g.downY, padBefore: g.padTop, size: g.inHeight, outSize: g.outHeight,
            correlates: g.correlates)
        let type = y.dtype.accumulation
        let images = wide(x, [g.planes, 1, g.inHeight, g.inWidth])
        let between = resampled(images, [g.planes, 1, g.inHeight, g.inWidth], horizontal, axis: 3, type)
        putRounded(resampled(between, [g.planes, 1, g.inHeight, g.outWidth], vertical, axis: 2, type), y)
    }

    /// - Parameter sizes: of x, [planes, 1, height, width].
    private func resampled(
        _ x: TorchTensor, _ sizes: [Int], _ along: ResampledAxis, axis: Int, _ dtype: ElementType
    ) -> TorchTensor {
        if along.changesNothing { return x }
        // A transposed convolution inserts zeros between samples, filters, and has every position that a tap reaches.
        func pair(_ value: Int, _ other: Int) -> [Int] { axis == 2 ? [value, other] : [other, value] }
        let taps = list(along.convolvedTaps, TorchType(dtype)).view([1, 1] + pair(along.taps.count, 1))
        let full = TorchTensor.call(
            "aten::convolution",
            [
                .tensor(x), .tensor(taps), .none, .ints(pair(along.up, 1)), .ints([0, 0]), .ints([1, 1]), .bool(true),
                .ints([0, 0]), .int(1),
            ])
        var fullSizes = sizes
        fullSizes[axis] = along.fullSize
        return picked(full, fullSizes, along, axis: axis, dtype)
    }

    /// Every `down`-th position from the first one on; zeros where the full convolution has none.
    private func picked(
        _ full: TorchTensor, _ sizes: [Int], _ along: ResampledAxis, axis: Int, _ dtype: ElementType
    ) -> TorchTensor {
        let (before, after) = (max(-along.first, 0), max(along.last - sizes[axis] + 1, 0))
        var wider = sizes
        wider[axis] += before + after
        var strides = TorchTensor.contiguousStrides(wider)
        var padded = full.contiguous
        if before > 0 || after > 0 {
            padded = zeros(wider, dtype)
            padded.view(sizes, strides, offset: before * strides[axis]).copy(from: full)
        }
        var outSizes = sizes
        outSizes[axis] = along.outSize
        let offset = (along.first + before) * strides[axis]
        strides[axis] *= along.down
        return padded.view(outSizes, strides, offset: offset).contiguous
    }
}

/// One axis of an upfirdn2d operation.
private struct ResampledAxis {
    let taps: [Double]
    let up, down, padBefore, size, outSize: Int
    let correlates: Bool

    var changesNothing: Bool { taps == [1] && up == 1 && down == 1 && padBefore == 0 && outSize == size }
    /// The taps of a true convolution.
    var convolvedTaps: [Double] { correlates ? taps.reversed() : taps }
    /// Number of positions that a tap reaches.
    var fullSize: Int { (size - 1) * up + taps.count }
    /// The positions among these of the first and the last output; both can lie outside.
    var first: Int { taps.count - 1 - padBefore }
    var last: Int { first + (outSize - 1) * down }
}
