// Padding of images [N, C, H, W].

/// Rows and columns added on each side; negative numbers crop.
public struct Margins: Hashable, Sendable {
    public var top: Int
    public var bottom: Int
    public var left: Int
    public var right: Int

    public init(top: Int, bottom: Int, left: Int, right: Int) {
        (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
    }

    public init(all size: Int) { self.init(top: size, bottom: size, left: size, right: size) }
}

extension Tensor {
    /// Adds zeros before and after along `axis`; negative amounts crop.
    public func padded(_ axis: Int, before: Int, after: Int) -> Tensor {
        let axis = orFatalError { () throws(ShapeError) in
            let axis = try shape.resolve(axis, "padded")
            try check(
                Swift.min(before, 0) + Swift.min(after, 0) + shape[axis] >= 0, "padded",
                "\(before) and \(after) leave nothing of axis \(axis) of \(shape)")
            return axis
        }
        let kept = sliced(axis, Swift.max(-before, 0)..<(shape[axis] - Swift.max(-after, 0)))
        if before <= 0 && after <= 0 { return kept }
        let size = kept.shape[axis] + Swift.max(before, 0) + Swift.max(after, 0)
        let target = kept.shape.replacing(axis, with: size)
        let geometry = StridedGeometry(
            sizes: kept.shape.dimensions, strides: target.strides, offset: Swift.max(before, 0) * target.strides[axis])
        return kept.embedded(geometry, in: target)
    }

    /// Adds zeros around the last two axes.
    public func padded(_ margins: Margins) -> Tensor {
        padded(-2, before: margins.top, after: margins.bottom).padded(-1, before: margins.left, after: margins.right)
    }

    /// Adds mirrored pixels around the last two axes, without repeating the border.
    /// - Precondition: margins are not negative and smaller than the image.
    public func reflectionPadded(_ margins: Margins) -> Tensor {
        reflectionPadded(-2, before: margins.top, after: margins.bottom)
            .reflectionPadded(-1, before: margins.left, after: margins.right)
    }

    private func reflectionPadded(_ axis: Int, before: Int, after: Int) -> Tensor {
        let (axis, size) = orFatalError { () throws(ShapeError) in
            let axis = try shape.resolve(axis, "reflectionPadded")
            let size = shape[axis]
            try check(
                (0..<size).contains(before) && (0..<size).contains(after), "reflectionPadded",
                "margins \(before) and \(after) must be smaller than axis \(axis) of \(shape)")
            return (axis, size)
        }
        var parts = [self]
        if before > 0 { parts.insert(sliced(axis, 1..<(before + 1)).flipped(axis), at: 0) }
        if after > 0 { parts.append(sliced(axis, (size - 1 - after)..<(size - 1)).flipped(axis)) }
        return concatenate(parts, axis: axis)
    }
}
