import GANTensor

extension Tensor {
    /// Pixel (i, j) of each image becomes pixel (rows[i], columns[j]), or 0 if that does not exist.
    ///
    /// Products with matrices of ones and zeros: exact, and differentiable to any order.
    /// - Parameters:
    ///   - rows: whole numbers [N, H, 1].
    ///   - columns: whole numbers [N, W, 1].
    /// - Returns: this tensor's shape, [N, C, H, W].
    func takingPixels(rows: Tensor, columns: Tensor) -> Tensor {
        let (count, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
        let across = matmul(
            reshaped(count, channels * height, width), columns.picking(from: width), transposesRight: true)
        let rowsFirst = across.reshaped(count, channels, height, width).permuted(0, 2, 1, 3)
        let both = matmul(rows.picking(from: height), rowsFirst.reshaped(count, height, channels * width))
        return both.reshaped(count, height, channels, width).permuted(0, 2, 1, 3)
    }

    /// 1 where the column's number is equal: [N, size, 1] to [N, size, size].
    private func picking(from size: Int) -> Tensor { pixelNumbers(size, dtype).reshaped(1, size) .== self }
}

/// 0 ..< size, [size, 1].
func pixelNumbers(_ size: Int, _ dtype: ElementType) -> Tensor {
    Tensor((0..<size).map(Double.init), shape: [size, 1]).converted(to: dtype)
}
