/// One 2-D convolution (the field's word for correlation): y[N, O, H', W'] = conv(x[N, I, H, W], w[O, I / groups, kh, kw]).
package struct ConvolutionGeometry: Hashable, Sendable {
    package var batch: Int
    package var inChannels: Int
    package var outChannels: Int
    package var groups: Int
    package var inHeight: Int
    package var inWidth: Int
    package var kernelHeight: Int
    package var kernelWidth: Int
    package var strideY: Int
    package var strideX: Int
    /// Zeros on each side of the height, and of the width.
    package var padY: Int
    package var padX: Int
    package var dilationY: Int
    package var dilationX: Int

    /// Sizes and steps are pairs (along the height, along the width).
    package init(
        batch: Int, channels: (into: Int, out: Int), groups: Int, size: (Int, Int), kernel: (Int, Int),
        stride: (Int, Int), padding: (Int, Int), dilation: (Int, Int)
    ) {
        self.batch = batch
        (inChannels, outChannels) = channels
        self.groups = groups
        (inHeight, inWidth) = size
        (kernelHeight, kernelWidth) = kernel
        (strideY, strideX) = stride
        (padY, padX) = padding
        (dilationY, dilationX) = dilation
    }

    package var outHeight: Int { (inHeight + 2 * padY - dilationY * (kernelHeight - 1) - 1) / strideY + 1 }
    package var outWidth: Int { (inWidth + 2 * padX - dilationX * (kernelWidth - 1) - 1) / strideX + 1 }

    /// Floating-point operations of one direct convolution, 2 per multiply-add, padding included. Each adjoint takes as
    /// many.
    package var operations: Double {
        2 * Double(batch * outChannels * outHeight * outWidth)
            * Double(inChannels / groups * kernelHeight * kernelWidth)
    }
}
