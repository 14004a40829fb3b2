import GANCore
import GANTensor

/// The learned positions of patches, which form a square, after that of the class token.
enum PositionGrid {
    /// The number of patches along a side; nil if that is no whole number.
    /// - Parameter count: of positions, with the class token's.
    static func side(_ count: Int) -> Int? {
        let side = Int(Double(max(count - 1, 0)).squareRoot().rounded())
        return side * side == count - 1 ? side : nil
    }

    /// Interpolates positions for another number of patches as in `facebookresearch/dinov2`: bicubic without antialiasing, with a scale
    /// that belongs to a side of a tenth of a patch more. A file with the wanted number is used as it is.
    /// - Parameters:
    ///   - positions: [1 + own², width].
    ///   - side: the wanted number of patches along a side.
    /// - Returns: [1 + side², width].
    static func fitted(_ positions: Tensor, to side: Int) -> Tensor {
        let (count, width) = (positions.shape[0], positions.shape[1])
        guard let own = self.side(count), own != side else { return positions }
        let grid = positions.rows(1..<count).transposed().reshaped(1, width, own, own)
        let resized = ImageResizer.bicubic(grid, side: side, scale: Double(own) / (Double(side) + 0.1))
        return concatenate([positions.rows(0..<1), resized.reshaped(width, -1).transposed()], axis: 0)
    }
}
