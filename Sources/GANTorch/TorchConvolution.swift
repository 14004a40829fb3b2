import GANTensor

extension ConvolutionGeometry {
    fileprivate var inSizes: [Int] { [batch, inChannels, inHeight, inWidth] }
    fileprivate var outSizes: [Int] { [batch, outChannels, outHeight, outWidth] }
    fileprivate var weightSizes: [Int] { [outChannels, inChannels / groups, kernelHeight, kernelWidth] }

    /// Stride, padding and dilation, not transposed, groups.
    fileprivate var arguments: [TorchTensor.Argument] {
        [
            .ints([strideY, strideX]), .ints([padY, padX]), .ints([dilationY, dilationX]), .bool(false), .ints([0, 0]),
            .int(groups),
        ]
    }
}

extension PoolGeometry {
    fileprivate var inSizes: [Int] { [planes, inHeight, inWidth] }

    /// Window, stride and padding.
    fileprivate var arguments: [TorchTensor.Argument] {
        [.ints([windowHeight, windowWidth]), .ints([strideY, strideX]), .ints([padY, padX])]
    }
}

extension GridSampleGeometry {
    fileprivate var inSizes: [Int] { [batch, channels, inHeight, inWidth] }
    fileprivate var outSizes: [Int] { [batch, channels, outHeight, outWidth] }
    fileprivate var gridSizes: [Int] { [batch, outHeight, outWidth, 2] }
}

extension TorchBackend {
    package func convolution(_ x: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into y: Storage) {
        let (images, weight) = (tensor(x, geometry.inSizes), tensor(w, geometry.weightSizes))
        put(.call("aten::convolution", [.tensor(images), .tensor(weight), .none] + geometry.arguments), y)
    }

    package func convolutionInputAdjoint(_ dy: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into dx: Storage)
    {
        let images = shaped(geometry.inSizes, dx.dtype)
        put(adjoint(dy, images, tensor(w, geometry.weightSizes), geometry, ofWeight: false), dx)
    }

    package func convolutionWeightAdjoint(
        _ dy: Storage, _ x: Storage, _ geometry: ConvolutionGeometry, into dw: Storage
    ) {
        let weight = shaped(geometry.weightSizes, dw.dtype)
        put(adjoint(dy, tensor(x, geometry.inSizes), weight, geometry, ofWeight: true), dw)
    }

    private func adjoint(
        _ dy: Storage, _ images: TorchTensor, _ weight: TorchTensor, _ geometry: ConvolutionGeometry, ofWeight: Bool
    ) -> TorchTensor {
        .call(
            "aten::convolution_backward",
            [.tensor(tensor(dy, geometry.outSizes)), .tensor(images), .tensor(weight), .none] + geometry.arguments
                + [.bools([!ofWeight, ofWeight, false])], results: 3, wanted: ofWeight ? 1 : 0)
    }

    // MARK: Pooling

    /// A mean whose divisor is 1.
    package func sumPool(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {
        let images = TorchTensor.Argument.tensor(tensor(x, geometry.inSizes))
        put(.call("aten::avg_pool2d", [images] + geometry.arguments + [.bool(false), .bool(true), .some(.int(1))]), y)
    }

    package func sumPoolAdjoint(_ dy: Storage, _ geometry: PoolGeometry, into dx: Storage) {
        let images = shaped(geometry.inSizes, dx.dtype)
        let gradient = tensor(dy, [geometry.planes, geometry.outHeight, geometry.outWidth])
        put(
            .call(
                "aten::avg_pool2d_backward",
                [.tensor(gradient), .tensor(images)] + geometry.arguments
                    + [.bool(false), .bool(true), .some(.int(1))]), dx)
    }

    package func maximumPositions(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {
        let images = TorchTensor.Argument.tensor(tensor(x, geometry.inSizes))
        let positions = TorchTensor.call(
            "aten::max_pool2d_with_indices", [images] + geometry.arguments + [.ints([1, 1]), .bool(false)], results: 2,
            wanted: 1)
        put(positions.converted(to: .int32), y)
    }

    // MARK: Grid sampling

    /// Bilinear, zeros outside, the corners of the grid at the edges of border pixels.
    private static let gridMode: [TorchTensor.Argument] = [.int(0), .int(0), .bool(false)]

    package func gridSample(_ x: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into y: Storage) {
        if fusedGridSample(x, grid, geometry, into: y) { return }
        let (images, places) = (tensor(x, geometry.inSizes), tensor(grid, geometry.gridSizes))
        put(.call("aten::grid_sampler_2d", [.tensor(images), .tensor(places)] + Self.gridMode), y)
    }

    package func gridSampleAdjoint(_ dy: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into dx: Storage) {
        if fusedGridSampleAdjoint(dy, grid, geometry, into: dx) { return }
        let (gradient, places) = (tensor(dy, geometry.outSizes), tensor(grid, geometry.gridSizes))
        let images = zeros(geometry.inSizes, dx.dtype)
        put(
            .call(
                "aten::grid_sampler_2d_backward",
                [.tensor(gradient), .tensor(images), .tensor(places)] + Self.gridMode + [.bools([true, false])],
                results: 2), dx)
    }
}
