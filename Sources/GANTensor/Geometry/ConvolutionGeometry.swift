/// One 2-D convolution (the field's word for correlation): y[N, O, H', W'] = conv(x[N, I, H, W], w[O, I / groups, kh, kw]).
public struct ConvolutionGeometry: Hashable, Sendable {
    public var batch: Int
    public var inChannels: Int
    public var outChannels: Int
    public var groups: Int
    public var inHeight: Int
    public var inWidth: Int
    public var kernelHeight: Int
    public var kernelWidth: Int
    public var strideY: Int
    public var strideX: Int
    /// Zeros on either side of the height, and of the width.
    public var padY: Int
    public var padX: Int
    public var dilationY: Int
    public var dilationX: Int

    public var outHeight: Int { (inHeight + 2 * padY - dilationY * (kernelHeight - 1) - 1) / strideY + 1 }
    public var outWidth: Int { (inWidth + 2 * padX - dilationX * (kernelWidth - 1) - 1) / strideX + 1 }
}
