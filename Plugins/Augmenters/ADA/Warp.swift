import GANTensor

/// Moves the pixels of images without aliasing: upsampling by 2 with an orthogonal filter, bilinear sampling, and downsampling
/// (METHODS §3.3).
struct Warp {
    let height: Int
    let width: Int

    /// - Parameters:
    ///   - images: [N, C, H, W].
    /// - maps: from output to input pixels, relative to the center; one per sample.
    func callAsFunction(_ images: Tensor, _ maps: [PlaneMap]) -> Tensor {
        let margins = margins(maps)
        let wide = images.reflectionPadded(margins).upsampled(Self.filter)
        let grid = grid(maps.map { inGrid($0, margins, wide) }).converted(to: images.dtype)
        let half = Self.filter.vertical.count / 4
        // The filter needs two more rows beyond each edge of the output.
        let back = Resampling(up: 1, down: 2, margins: Margins(all: 5 - 2 * half), correlates: true)
        return wide.sampled(at: grid).resampled(Self.filter, back)
    }

    /// Margin outside the image that is sampled, maximum over the batch.
    private func margins(_ maps: [PlaneMap]) -> Margins {
        let (middleX, middleY) = (Double(width - 1) / 2, Double(height - 1) / 2)
        let corners = [(-middleX, -middleY), (middleX, -middleY), (middleX, middleY), (-middleX, middleY)]
        let read = maps.flatMap { map in corners.map { map($0.0, $0.1) } }
        func margin(_ reach: Double, _ middle: Double, _ size: Int) -> Int {
            Int(min(max(reach + Double(Self.filter.vertical.count / 4 * 2) - middle, 0), Double(size - 1)).rounded(.up))
        }
        return Margins(
            top: margin(read.map { -$0.y }.max() ?? 0, middleY, height),
            bottom: margin(read.map(\.y).max() ?? 0, middleY, height),
            left: margin(read.map { -$0.x }.max() ?? 0, middleX, width),
            right: margin(read.map(\.x).max() ?? 0, middleX, width))
    }

    /// The map between the grids of the padded input and the padded output, each from -1 to 1.
    private func inGrid(_ map: PlaneMap, _ margins: Margins, _ wide: Tensor) -> PlaneMap {
        let padded = PlaneMap.translation(
            Double(margins.left - margins.right) / 2, Double(margins.top - margins.bottom) / 2)
        let doubled = PlaneMap.scale(2, 2) * padded * map * PlaneMap.scale(0.5, 0.5)
        let centered = PlaneMap.translation(-0.5, -0.5) * doubled * PlaneMap.translation(0.5, 0.5)
        return PlaneMap.scale(2 / Double(wide.shape[3]), 2 / Double(wide.shape[2])) * centered
            * PlaneMap.scale(Double(outWidth) / 2, Double(outHeight) / 2)
    }

    private var outWidth: Int { (width + Self.filter.vertical.count / 4 * 2) * 2 }
    private var outHeight: Int { (height + Self.filter.vertical.count / 4 * 2) * 2 }

    /// The sampling position of each pixel of the padded output: [N, H', W', (x, y)].
    private func grid(_ maps: [PlaneMap]) -> Tensor {
        func center(_ index: Int, _ size: Int) -> Float { (2 * Float(index) + 1) / Float(size) - 1 }
        var pixels: [Float] = []
        pixels.reserveCapacity(outHeight * outWidth * 3)
        for row in 0..<outHeight {
            for column in 0..<outWidth { pixels += [center(column, outWidth), center(row, outHeight), 1] }
        }
        let rows = maps.flatMap { [$0.xx, $0.xy, $0.x0, $0.yx, $0.yy, $0.y0].map(Float.init) }
        let places = matmul(
            Tensor(pixels, shape: [outHeight * outWidth, 3]), Tensor(rows, shape: [maps.count * 2, 3]),
            transposesRight: true)  // [H' · W', N · 2]
        return places.reshaped(outHeight, outWidth, maps.count, 2).permuted(2, 0, 1, 3)
    }

    /// sym6, normalized to sum 1 (METHODS §15).
    private static let filter = ResampleFilter([
        0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633, 0.4910559419267466,
        0.787641141030194, 0.3379294217276218, -0.07263752278646252, -0.021060292512300564, 0.04472490177066578,
        0.0017677118642428036, -0.007800708325034148,
    ])
}
