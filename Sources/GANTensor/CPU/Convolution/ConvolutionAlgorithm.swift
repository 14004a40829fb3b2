/// A convolution and its two adjoints on the CPU. The algorithm and the order of all sums depend only on the geometry, so
/// the bytes of a result are the same for any number of threads.
struct Convolution<Scalar: ConvolutionScalar> {
    let geometry: ConvolutionGeometry
    let pool: ThreadPool
    let scratch: CachingAllocator

    /// y[N,O,H',W'] from x[N,I,H,W] and w[O,I/groups,kh,kw].
    func forward(x: UnsafePointer<Scalar>, w: UnsafePointer<Scalar>, y: UnsafeMutablePointer<Scalar>) {
        guard geometry.batch > 0 else { return }
        switch geometry.algorithm {
        case .winograd: unsafe WinogradCorrelation(forward: self).run(x: x, w: w, y: y)
        case .depthwise: unsafe DepthwiseConvolution(self).forward(x: x, w: w, y: y)
        case .thin: unsafe ThinConvolution(self).forward(x: x, w: w, y: y)
        case .direct: unsafe DirectCorrelation(forward: self).run(x: x, w: w, y: y)
        }
    }

    /// dx[N,I,H,W], zero where no output reads.
    func inputAdjoint(dy: UnsafePointer<Scalar>, w: UnsafePointer<Scalar>, dx: UnsafeMutablePointer<Scalar>) {
        guard geometry.batch > 0 else { return }
        switch geometry.algorithm {
        case .winograd: unsafe WinogradCorrelation(inputAdjoint: self).run(x: dy, w: w, y: dx)
        case .depthwise: unsafe DepthwiseConvolution(self).inputAdjoint(dy: dy, w: w, dx: dx)
        case .thin: unsafe ThinConvolution(self).inputAdjoint(dy: dy, w: w, dx: dx)
        case .direct: unsafe DirectCorrelation(inputAdjoint: self).run(x: dy, w: w, y: dx)
        }
    }

    /// dw[O,I/groups,kh,kw], summed over the batch.
    func weightAdjoint(dy: UnsafePointer<Scalar>, x: UnsafePointer<Scalar>, dw: UnsafeMutablePointer<Scalar>) {
        guard geometry.batch > 0 else {
            return unsafe dw.zero(geometry.outChannels * geometry.groupInChannels * geometry.taps)
        }
        switch geometry.algorithm {
        case .winograd: unsafe WinogradWeightAdjoint(self).run(dy: dy, x: x, dw: dw)
        case .depthwise: unsafe DepthwiseConvolution(self).weightAdjoint(dy: dy, x: x, dw: dw)
        case .thin: unsafe ThinConvolution(self).weightAdjoint(dy: dy, x: x, dw: dw)
        case .direct: unsafe DirectWeightAdjoint(self).run(dy: dy, x: x, dw: dw)
        }
    }
}

extension ConvolutionGeometry {
    enum Algorithm: Hashable, Sendable {
        /// F(4x4, 3x3): a quarter of the multiplications, plus transforms that matter less with more channels.
        case winograd
        /// One plane at a time, if every group has a single input channel.
        case depthwise
        /// 1x1 from or to a few channels, such as colors: limited by memory bandwidth, so nothing is rearranged.
        case thin
        /// Products of register tiles over panels of channels, tap by tap: any stride, padding, dilation and groups.
        case direct
    }

    var algorithm: Algorithm {
        if groups == inChannels, groups > 1 { return .depthwise }
        if isPointwise, min(inChannels, outChannels) <= TallSkinnyProduct.fewest, inPixels >= TallSkinnyProduct.shortest
        {
            return .thin
        }
        let isPlain =
            groups == 1 && kernelHeight == 3 && kernelWidth == 3 && strideY == 1 && strideX == 1
            && dilationY == 1 && dilationX == 1 && padY <= 2 && padX <= 2
        let isWide = min(inChannels, outChannels) >= 32
        let isWorthTiles = min(inHeight, outHeight) >= 4 && min(inWidth, outWidth) >= 4
        return isPlain && isWide && isWorthTiles ? .winograd : .direct
    }

    /// Whether every pixel is independent.
    private var isPointwise: Bool {
        groups == 1 && taps == 1 && strideY == 1 && strideX == 1 && padY == 0 && padX == 0
    }

    var taps: Int { kernelHeight * kernelWidth }
    var groupInChannels: Int { inChannels / groups }
    var groupOutChannels: Int { outChannels / groups }
    var inPixels: Int { inHeight * inWidth }
    var outPixels: Int { outHeight * outWidth }
}
