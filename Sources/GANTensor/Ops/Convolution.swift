// Convolution and its two adjoints. The three are closed under differentiation, so they suffice for gradients of any order.

/// The options of a convolution, the same along both axes.
public struct ConvolutionStep: Hashable, Sendable {
    public var stride: Int
    /// Zeros on each side.
    public var padding: Int
    public var dilation: Int
    /// Number of groups of input and output channels that are convolved independently.
    public var groups: Int

    public init(stride: Int, padding: Int, dilation: Int, groups: Int) {
        (self.stride, self.padding, self.dilation, self.groups) = (stride, padding, dilation, groups)
    }

    /// Stride 1 with this `padding`.
    public static func padded(_ padding: Int) -> Self { Self(stride: 1, padding: padding, dilation: 1, groups: 1) }
}

extension Tensor {
    /// y[N, O, H', W'] of images [N, I, H, W] and weights [O, I / groups, kh, kw], unflipped.
    public func convolved(with weight: Tensor, _ step: ConvolutionStep) -> Tensor {
        let geometry = orFatalError { () throws(ShapeError) in
            try checkOperands("convolved", weight, step)
            return try ConvolutionGeometry(images: shape, weight: weight.shape, step, "convolved")
        }
        return convolved(with: weight, geometry)
    }

    /// The adjoint of `convolved` in its images, an upsampling layer: maps [N, O, H', W'] with weights [O, I / groups, kh, kw]
    /// to images [N, I, height, width].
    /// - Precondition: a convolution of images of that size with `step` has this tensor's shape.
    public func convTransposed2d(with weight: Tensor, _ step: ConvolutionStep, height: Int, width: Int) -> Tensor {
        let geometry = orFatalError { () throws(ShapeError) in
            try checkOperands("convTransposed2d", weight, step)
            let images = Shape([shape[0], weight.shape[1] * step.groups, height, width])
            let geometry = try ConvolutionGeometry(
                images: images, weight: weight.shape, step, "convTransposed2d")
            try check(
                shape == geometry.outputShape, "convTransposed2d",
                "a convolution of \(images) with weights \(weight.shape) gives \(geometry.outputShape), not \(shape)")
            return geometry
        }
        return inputAdjoint(with: weight, geometry)
    }

    private func checkOperands(
        _ name: String, _ weight: Tensor, _ step: ConvolutionStep
    ) throws(ShapeError) {
        try check(dtype == weight.dtype, name, "the images are of \(dtype), the weights of \(weight.dtype)")
        try check(
            rank == 4 && weight.rank == 4, name,
            "images \(shape) and weights \(weight.shape) need 4 axes each: [N, C, H, W] and [out, in, kh, kw]")
        try check(
            step.stride > 0 && step.dilation > 0 && step.groups > 0 && step.padding >= 0, name,
            "stride, dilation and groups of \(step) must be above zero, padding not below")
    }

    private func convolved(with weight: Tensor, _ geometry: ConvolutionGeometry) -> Tensor {
        let keptImages = weight.requiresGradient ? self : nil
        return Tensor(
            geometry.outputShape, dtype, from: [self, weight],
            write: { Backends.current.convolution(storage, weight.storage, geometry, into: $0) },
            pullback: { dy, _, wants in
                [
                    wants[0] ? dy.inputAdjoint(with: weight, geometry) : nil,
                    wants[1] ? keptImages.map { dy.weightAdjoint(with: $0, geometry) } : nil,
                ]
            })
    }

    private func inputAdjoint(with weight: Tensor, _ geometry: ConvolutionGeometry) -> Tensor {
        Tensor(
            geometry.inputShape, dtype, from: [self, weight],
            write: { Backends.current.convolutionInputAdjoint(storage, weight.storage, geometry, into: $0) },
            pullback: { dx, _, wants in
                [
                    wants[0] ? dx.convolved(with: weight, geometry) : nil,
                    wants[1] ? self.weightAdjoint(with: dx, geometry) : nil,
                ]
            })
    }

    private func weightAdjoint(with images: Tensor, _ geometry: ConvolutionGeometry) -> Tensor {
        Tensor(
            geometry.weightShape, dtype, from: [self, images],
            write: { Backends.current.convolutionWeightAdjoint(storage, images.storage, geometry, into: $0) },
            pullback: { dw, _, wants in
                [
                    wants[0] ? images.convolved(with: dw, geometry) : nil,
                    wants[1] ? self.inputAdjoint(with: dw, geometry) : nil,
                ]
            })
    }
}

extension ConvolutionGeometry {
    fileprivate init(
        images: Shape, weight: Shape, _ step: ConvolutionStep, _ name: String
    ) throws(ShapeError) {
        try check(
            images[1] == weight[1] * step.groups, name,
            "images \(images) and weights \(weight): axis 1 has sizes \(images[1]) and \(weight[1])"
                + (step.groups == 1 ? "" : " in each of \(step.groups) groups"))
        try check(
            weight[0] % step.groups == 0, name, "axis 0 of weights \(weight) does not split into \(step.groups) groups")
        self.init(
            batch: images[0], channels: (images[1], weight[0]), groups: step.groups, size: (images[2], images[3]),
            kernel: (weight[2], weight[3]), stride: (step.stride, step.stride), padding: (step.padding, step.padding),
            dilation: (step.dilation, step.dilation))
        let spanY = dilationY * (kernelHeight - 1) + 1
        let spanX = dilationX * (kernelWidth - 1) + 1
        try check(
            kernelHeight > 0 && kernelWidth > 0 && inHeight + 2 * padY >= spanY && inWidth + 2 * padX >= spanX, name,
            "a kernel \(weight) with dilation \(step.dilation) does not fit images \(images) with padding \(step.padding)"
        )
    }

    var inputShape: Shape { Shape([batch, inChannels, inHeight, inWidth]) }
    var outputShape: Shape { Shape([batch, outChannels, outHeight, outWidth]) }
    var weightShape: Shape { Shape([outChannels, inChannels / groups, kernelHeight, kernelWidth]) }
}
