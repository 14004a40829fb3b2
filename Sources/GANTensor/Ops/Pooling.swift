// Windows over images [N, C, H, W].

/// The options of a square pooling window.
public struct PoolWindow: Hashable, Sendable {
    public var size: Int
    public var stride: Int
    /// Zeros on each side; at most half the size.
    public var padding: Int

    public init(size: Int, stride: Int, padding: Int) {
        (self.size, self.stride, self.padding) = (size, stride, padding)
    }

    /// Adjacent windows without overlap.
    public static func tiles(_ size: Int) -> Self { Self(size: size, stride: size, padding: 0) }
}

extension Tensor {
    /// The mean of each window; `countsPadding` decides whether padding zeros are counted.
    public func averagePooled(_ window: PoolWindow, countsPadding: Bool) -> Tensor {
        let geometry = PoolGeometry(shape, window, "averagePooled")
        let sums = sumPooled(geometry, shape)
        if countsPadding || window.padding == 0 { return sums / Double(window.size * window.size) }
        let counts = (0..<geometry.outHeight).flatMap { y in
            (0..<geometry.outWidth).map { x in
                1 / Double(geometry.rows(under: y).count * geometry.columns(under: x).count)
            }
        }
        let shares = Tensor(counts, shape: [geometry.outHeight, geometry.outWidth]).converted(to: dtype)
        return sums * shares
    }

    /// The maximum of each window. If several are equal, the first has the gradient.
    public func maxPooled(_ window: PoolWindow) -> Tensor {
        let geometry = PoolGeometry(shape, window, "maxPooled")
        let outSize = geometry.outHeight * geometry.outWidth
        let positions = Tensor(
            Kernel.output(.int32, geometry.planes * outSize) {
                Backends.current.maximumPositions(storage, geometry, into: $0)
            }, shape: [geometry.planes, outSize])
        return reshaped(geometry.planes, geometry.inHeight * geometry.inWidth).inPlanes(at: positions)
            .reshaped(shape[0], shape[1], geometry.outHeight, geometry.outWidth)
    }

    /// Repeats every pixel `factor` times along both axes.
    public func upsampledNearest(_ factor: Int) -> Tensor {
        let large = orFatalError { () throws(ShapeError) in
            try check(rank == 4 && factor > 0, "upsampledNearest", "\(shape) by \(factor)")
            return Shape([shape[0], shape[1], shape[2] * factor, shape[3] * factor])
        }
        return spread(PoolGeometry(large, .tiles(factor), "upsampledNearest"), large)
    }

    /// The sum of each window of images of shape `images`, which is this tensor's own.
    private func sumPooled(_ geometry: PoolGeometry, _ images: Shape) -> Tensor {
        Tensor(
            Shape([images[0], images[1], geometry.outHeight, geometry.outWidth]), dtype, from: [self],
            write: { Backends.current.sumPool(storage, geometry, into: $0) },
            pullback: { dy, _, _ in [dy.spread(geometry, images)] })
    }

    /// The adjoint of `sumPooled`.
    private func spread(_ geometry: PoolGeometry, _ images: Shape) -> Tensor {
        Tensor(
            images, dtype, from: [self],
            write: { Backends.current.sumPoolAdjoint(storage, geometry, into: $0) },
            pullback: { dx, _, _ in [dx.sumPooled(geometry, images)] })
    }
}

extension PoolGeometry {
    fileprivate init(_ images: Shape, _ window: PoolWindow, _ name: String) {
        orFatalError { () throws(ShapeError) in
            try check(images.rank == 4, name, "\(images) is not [N, C, H, W]")
            try check(
                window.size > 0 && window.stride > 0 && (0...(window.size / 2)).contains(window.padding), name,
                "\(window): size and stride must be above zero, padding at most half the size")
            try check(
                Swift.min(images[2], images[3]) + 2 * window.padding >= window.size, name,
                "a window of \(window.size) with padding \(window.padding) does not fit \(images)")
        }
        self.init(
            planes: images[0] * images[1], inHeight: images[2], inWidth: images[3], windowHeight: window.size,
            windowWidth: window.size, strideY: window.stride, strideX: window.stride, padY: window.padding,
            padX: window.padding)
    }
}
