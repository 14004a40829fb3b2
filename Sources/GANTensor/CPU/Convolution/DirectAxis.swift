import CGANKernels

/// One axis of a direct correlation: the taps and source coordinates of each output coordinate. Outputs are grouped
/// into classes with the same taps: one class in the forward pass, up to `stride` in the adjoint, where output
/// u uses tap k only if u + pad - k * dilation is a multiple of the stride.
struct DirectAxis {
    struct Class {
        /// Outputs start, start + step, ...
        var outStart, outStep, count: Int
        /// Padded source coordinate of the first output at offset 0, and its increment per output.
        var sourceStart, sourceStep: Int
        var taps: [(tap: Int, offset: Int)]
    }

    var classes: [Class]
    /// Number of zeros before the source, and its length including the zeros before and after.
    let before, padded: Int
    let sourceLength: Int

    init(forward outLength: Int, source: Int, kernel: Int, stride: Int, pad: Int, dilation: Int) {
        let taps = (0..<kernel).map { (tap: $0, offset: $0 * dilation) }
        classes = [
            Class(outStart: 0, outStep: 1, count: outLength, sourceStart: 0, sourceStep: stride, taps: taps)
        ]
        before = pad
        sourceLength = source
        padded = max(source + pad, (outLength - 1) * stride + (kernel - 1) * dilation + 1)
    }

    init(inputAdjoint outLength: Int, source: Int, kernel: Int, stride: Int, pad: Int, dilation: Int) {
        var classes: [Class] = []
        for residue in 0..<stride {
            let start = ((residue - pad) % stride + stride) % stride
            guard start < outLength else { continue }
            let taps = (0..<kernel).filter { (residue - $0 * dilation) % stride == 0 }
                .map { (tap: $0, offset: (residue - $0 * dilation) / stride) }
            classes.append(
                Class(
                    outStart: start, outStep: stride, count: (outLength - start + stride - 1) / stride,
                    sourceStart: (start + pad - residue) / stride, sourceStep: 1, taps: taps))
        }
        let lowest = classes.flatMap { c in c.taps.map { c.sourceStart + $0.offset } }.min() ?? 0
        let highest = classes.flatMap { c in c.taps.map { c.sourceStart + c.count - 1 + $0.offset } }.max() ?? 0
        before = max(0, -lowest)
        sourceLength = source
        padded = before + max(source, highest + 1)
        for i in classes.indices { classes[i].sourceStart += before }
        self.classes = classes
    }
}

/// Planes with a margin of zeros, in lanes: [plane][vertical.padded][horizontal.padded][lanes].
struct DirectSource<Scalar: ConvolutionScalar> {
    let vertical, horizontal: DirectAxis

    /// x, as the forward pass reads it.
    init(forward g: ConvolutionGeometry) {
        vertical = DirectAxis(
            forward: g.outHeight, source: g.inHeight, kernel: g.kernelHeight, stride: g.strideY, pad: g.padY,
            dilation: g.dilationY)
        horizontal = DirectAxis(
            forward: g.outWidth, source: g.inWidth, kernel: g.kernelWidth, stride: g.strideX, pad: g.padX,
            dilation: g.dilationX)
    }

    /// dy, as its adjoint reads it.
    init(inputAdjoint g: ConvolutionGeometry) {
        vertical = DirectAxis(
            inputAdjoint: g.inHeight, source: g.outHeight, kernel: g.kernelHeight, stride: g.strideY, pad: g.padY,
            dilation: g.dilationY)
        horizontal = DirectAxis(
            inputAdjoint: g.inWidth, source: g.outWidth, kernel: g.kernelWidth, stride: g.strideX, pad: g.padX,
            dilation: g.dilationX)
    }

    var rowStride: Int { horizontal.padded * Scalar.lanes }
    /// Elements from one plane to the next: one cache line more than needed, because otherwise the planes' rows would
    /// map to the same cache sets.
    var planeStride: Int { vertical.padded * rowStride + Scalar.lanes }

    /// One panel of `channels` channels from source[channels][height][width].
    func fill(_ plane: UnsafeMutablePointer<Scalar>, from source: UnsafePointer<Scalar>, channels: Int) {
        let lanes = Scalar.lanes
        let (height, width) = (vertical.sourceLength, horizontal.sourceLength)
        let kernels = Scalar.convolutionKernels
        if width == horizontal.padded, height == vertical.padded {
            unsafe kernels.lanesFromChannels(source, height * width, channels, height * width, plane)
            return
        }
        unsafe plane.zero(vertical.before * rowStride)
        for y in 0..<height {
            let row = unsafe plane + (vertical.before + y) * rowStride
            unsafe row.zero(horizontal.before * lanes)
            let start = horizontal.before * lanes
            unsafe kernels.lanesFromChannels(source + y * width, height * width, channels, width, row + start)
            unsafe (row + start + width * lanes).zero((horizontal.padded - horizontal.before - width) * lanes)
        }
        let end = vertical.before + height
        unsafe (plane + end * rowStride).zero((vertical.padded - end) * rowStride)
    }
}
