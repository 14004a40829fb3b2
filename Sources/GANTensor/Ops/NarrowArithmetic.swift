// Activations in bfloat16 together with numbers in float32. Both are used unrounded, and the result is rounded once. Other types are
// their own accumulation types; for them these are the plain operations.

extension Tensor {
    /// Each plane of this tensor [N, C, H, W] times its factor.
    /// - Parameter factors: [N, C], in this tensor's accumulation type.
    /// - Returns: this tensor's shape and type.
    public func scaledPlanes(by factors: Tensor) -> Tensor {
        orFatalError { () throws(ShapeError) in
            try check(
                rank == 4 && factors.shape.dimensions == [shape[0], shape[1]], "scaledPlanes",
                "factors \(factors.shape) for \(shape), which is [N, C, H, W] with factors [N, C]")
            try check(
                factors.dtype == dtype.accumulation, "scaledPlanes",
                "factors of \(factors.dtype) for \(dtype), which needs \(dtype.accumulation)")
        }
        let factors = factors.reshaped(shape[0], shape[1], 1, 1)
        return dtype.isNarrow ? timesWide(factors) : self * factors
    }

    /// The sums of the products of each plane: [N, C, 1, 1] in the accumulation type.
    func planeDots(_ other: Tensor) -> Tensor {
        let planes = Shape([shape[0], shape[1], 1, 1])
        return dtype.isNarrow ? wideDots(other, planes) : multiplied(by: other, summedTo: planes)
    }

    /// The sum over `axes`, which are removed, in the accumulation type.
    func wideSum(axes: [Int]) -> Tensor {
        guard dtype.isNarrow else { return sum(axes: axes) }
        return reduced(axes, to: dtype.accumulation).reshaped(
            to: Shape((0..<rank).filter { !axes.contains($0) }.map { shape[$0] }))
    }

    /// This narrow tensor times factors [N, C, 1, 1].
    private func timesWide(_ factors: Tensor) -> Tensor {
        let geometry = BroadcastGeometry(left: shape, right: factors.shape, output: shape)
        let images = factors.requiresGradient ? self : nil
        return Tensor(
            shape, dtype, from: [self, factors],
            write: { Backends.current.binary(.multiply, storage, factors.storage, geometry, into: $0) },
            pullback: { dy, _, wants in
                [
                    wants[0] ? dy.timesWide(factors) : nil,
                    wants[1] ? images.map { dy.wideDots($0, factors.shape) } : nil,
                ]
            })
    }

    private func wideDots(_ other: Tensor, _ planes: Shape) -> Tensor {
        let length = shape[2] * shape[3]
        return Tensor(
            planes, dtype.accumulation, from: [self, other],
            write: { Backends.current.rowDots(storage, other.storage, length: length, into: $0) },
            pullback: { dy, _, wants in
                [wants[0] ? other.timesWide(dy) : nil, wants[1] ? self.timesWide(dy) : nil]
            })
    }

    /// The sum over `axes`, which keep size 1.
    private func reduced(_ axes: [Int], to sumType: ElementType) -> Tensor {
        let geometry = ReductionGeometry(shape, reducing: axes)
        let (source, narrow) = (shape, dtype)
        return Tensor(
            Shape((0..<rank).map { axes.contains($0) ? 1 : shape[$0] }), sumType, from: [self],
            write: { Backends.current.reduce(.sum, storage, geometry, into: $0) },
            pullback: { dy, _, _ in [dy.converted(to: narrow).broadcast(to: source)] })
    }
}
