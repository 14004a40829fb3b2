import GANTensor

extension GraphBuilder {
    /// Convolutions, pooling and resampling.
    mutating func spatial(
        _ one: TracedCall, _ other: TracedCall, _ reads: [Pair]
    ) throws(TracingProblem) -> String {
        switch (one.kernel, other.kernel) {
        case (.convolution(let a), .convolution(let b)): return try convolved(reads, a, b)
        case (.convolutionInputAdjoint(let a), .convolutionInputAdjoint(let b)): return try transposed(reads, a, b)
        case (.sumPool(let a), .sumPool(let b)):
            let x = try operand(reads[0], a.planesOfInput, b.planesOfInput)
            let mean = node("AveragePool", [x], a.attributes + [("count_include_pad", .integer(1))])
            return node("Mul", [mean, number(Double(a.windowHeight * a.windowWidth))])
        case (.sumPoolAdjoint(let a), .sumPoolAdjoint(let b)): return try unpooled(reads[0], a, b)
        case (.maximumPositions(let a), .maximumPositions(let b)):
            maxima[one.result.number] = (reads[0].one.number, a, b)
            return ""
        case (.gatherInPlanes, .gatherInPlanes):
            guard let pooled = maxima[reads[1].one.number], pooled.source == reads[0].one.number else {
                throw .unknownOperation("gatherInPlanes")
            }
            let x = try operand(reads[0], pooled.one.planesOfInput, pooled.other.planesOfInput)
            return node("MaxPool", [x], pooled.one.attributes)
        case (.resample(let a), .resample(let b)): return try resampled(reads[0], a, b)
        case (.other(let name), _): throw .unknownOperation(name)
        default: throw .mixesImages
        }
    }

    // MARK: Convolution

    private mutating func convolved(
        _ reads: [Pair], _ a: ConvolutionGeometry, _ b: ConvolutionGeometry
    ) throws(TracingProblem) -> String {
        let x = try operand(reads[0], a.imageSizes, b.imageSizes)
        let w = try operand(reads[1], a.weightSizes, b.weightSizes)
        return node("Conv", [x, w], a.attributes, sizes: try BatchSizes.sizes(a.outputSizes, b.outputSizes))
    }

    private mutating func transposed(
        _ reads: [Pair], _ a: ConvolutionGeometry, _ b: ConvolutionGeometry
    ) throws(TracingProblem) -> String {
        let dy = try operand(reads[0], a.outputSizes, b.outputSizes)
        let w = try operand(reads[1], a.weightSizes, b.weightSizes)
        func rest(_ size: Int, _ out: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
            size - ((out - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1)
        }
        let extra = [
            rest(a.inHeight, a.outHeight, a.kernelHeight, a.strideY, a.padY, a.dilationY),
            rest(a.inWidth, a.outWidth, a.kernelWidth, a.strideX, a.padX, a.dilationX),
        ]
        return node(
            "ConvTranspose", [dy, w], a.attributes + [("output_padding", .integers(extra))],
            sizes: try BatchSizes.sizes(a.imageSizes, b.imageSizes))
    }

    /// Each element fills its window.
    private mutating func unpooled(_ dy: Pair, _ a: PoolGeometry, _ b: PoolGeometry) throws(TracingProblem) -> String {
        let x = try operand(dy, a.planesOfOutput, b.planesOfOutput)
        let ones = tensor(
            [Float](repeating: 1, count: a.windowHeight * a.windowWidth), sizes: [1, 1, a.windowHeight, a.windowWidth])
        let extra = [
            a.inHeight - ((a.outHeight - 1) * a.strideY - 2 * a.padY + a.windowHeight),
            a.inWidth - ((a.outWidth - 1) * a.strideX - 2 * a.padX + a.windowWidth),
        ]
        return node("ConvTranspose", [x, ones], a.attributes + [("output_padding", .integers(extra))])
    }

    // MARK: Resampling

    /// A transposed convolution with the filter spreads each element; its result is extended or cropped, and every n-th element kept.
    ///
    /// With K taps, the definition in METHODS §1.2 gives out[i] = spread[i · down + K - 1 - pad].
    private mutating func resampled(
        _ x: Pair, _ a: ResampleGeometry, _ b: ResampleGeometry
    ) throws(TracingProblem) -> String {
        let planes = try operand(x, [a.planes, 1, a.inHeight, a.inWidth], [b.planes, 1, b.inHeight, b.inWidth])
        let (vertical, horizontal) =
            a.correlates
            ? (Array(a.verticalTaps.reversed()), Array(a.horizontalTaps.reversed()))
            : (a.verticalTaps, a.horizontalTaps)
        let filter = tensor(
            vertical.flatMap { y in horizontal.map { Float(y * $0) } },
            sizes: [1, 1, vertical.count, horizontal.count])
        let spread = node("ConvTranspose", [planes, filter], [("strides", .integers([a.upY, a.upX]))])
        // Elements to add before and after; negative: to leave out.
        let before = [a.padTop - vertical.count + 1, a.padLeft - horizontal.count + 1]
        let after = [
            a.padBottom + a.upY - vertical.count, a.padRight + a.upX - horizontal.count,
        ]
        let own = try BatchSizes.sizes([a.planes, 1, a.outHeight, a.outWidth], [b.planes, 1, b.outHeight, b.outWidth])
        var y = spread
        if (before + after).contains(where: { $0 > 0 }) {
            let (first, last) = (before.map { max($0, 0) }, after.map { max($0, 0) })
            y = node("Pad", [y, list([0, 0] + first + [0, 0] + last)])
        }
        let size = [a.inHeight, a.inWidth].enumerated().map { axis, size in
            let (up, taps) = axis == 0 ? (a.upY, vertical.count) : (a.upX, horizontal.count)
            return (size - 1) * up + taps + max(before[axis], 0) + max(after[axis], 0)
        }
        let starts = before.map { max(-$0, 0) }
        let ends = zip(size, after).map { $0 - max(-$1, 0) }
        guard starts != [0, 0] || ends != size || (a.downY, a.downX) != (1, 1) else { return reshaped(y, own) }
        return node(
            "Slice", [y, list(starts), list(ends), list([2, 3]), list([a.downY, a.downX])], sizes: own)
    }
}

extension ConvolutionGeometry {
    fileprivate var imageSizes: [Int] { [batch, inChannels, inHeight, inWidth] }
    fileprivate var outputSizes: [Int] { [batch, outChannels, outHeight, outWidth] }
    fileprivate var weightSizes: [Int] { [outChannels, inChannels / groups, kernelHeight, kernelWidth] }

    fileprivate var attributes: [(String, ONNXNode.Value)] {
        [
            ("strides", .integers([strideY, strideX])), ("pads", .integers([padY, padX, padY, padX])),
            ("dilations", .integers([dilationY, dilationX])), ("group", .integer(groups)),
        ]
    }
}

extension PoolGeometry {
    fileprivate var planesOfInput: [Int] { [planes, 1, inHeight, inWidth] }
    fileprivate var planesOfOutput: [Int] { [planes, 1, outHeight, outWidth] }

    fileprivate var attributes: [(String, ONNXNode.Value)] {
        [
            ("kernel_shape", .integers([windowHeight, windowWidth])), ("strides", .integers([strideY, strideX])),
            ("pads", .integers([padY, padX, padY, padX])),
        ]
    }
}
