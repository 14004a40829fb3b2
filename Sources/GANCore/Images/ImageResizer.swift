import GANTensor

/// The resizing methods of published metrics. Scores differ more by these than by many methods
/// (Parmar et al. 2022, arXiv:2104.11222).
public enum ImageResizer: String, CaseIterable, Codable, Sendable {
    /// TensorFlow 1's: source = target · scale, without half a pixel, two neighbors at any scale.
    case legacyBilinear = "legacy_bilinear"
    /// PyTorch's `interpolate` with `align_corners=False`: pixel centers, two neighbors.
    case bilinear
    /// Bicubic interpolation with four neighbors and a = -0.75, without antialiasing.
    case bicubic
    /// Pillow's in mode F: a shrinking filter covers all source pixels.
    case cleanBilinear = "clean_bilinear"
    case cleanBicubic = "clean_bicubic"
    case cleanLanczos = "clean_lanczos"
    /// Pillow's in mode RGB, whose images hold bytes: antialiased bicubic, clamped and rounded to whole levels along rows, and again
    /// along columns.
    case pillowBicubic = "pillow_bicubic"

    /// Resizes `images` [N, C, H, W].
    /// - Returns: [N, C, height, width]; cubic and Lanczos kernels can exceed the range of their input.
    public func callAsFunction(_ images: Tensor, height: Int, width: Int) -> Tensor {
        let shape = images.shape
        if shape[2] == height, shape[3] == width { return images }
        return resized(
            images, rows: matrix(from: shape[2], to: height, scale: Double(shape[2]) / Double(height)),
            columns: matrix(from: shape[3], to: width, scale: Double(shape[3]) / Double(width)))
    }

    /// Resizes `images` [N, C, S, S] by a scale that is not the ratio of the sizes, as PyTorch's `interpolate` does with `scale_factor`.
    /// - Parameter scale: source pixels for each target pixel.
    /// - Returns: [N, C, side, side].
    package func callAsFunction(_ images: Tensor, side: Int, scale: Double) -> Tensor {
        let weights = matrix(from: images.shape[2], to: side, scale: scale)
        return resized(images, rows: weights, columns: weights)
    }

    /// First along rows, like Pillow.
    private func resized(_ images: Tensor, rows: Tensor, columns: Tensor) -> Tensor {
        let (shape, height, width) = (images.shape, rows.shape[0], columns.shape[0])
        let narrow = stored(matmul(images, columns, transposesRight: true))
        let planes = narrow.reshaped(shape[0] * shape[1], shape[2], width)
        return stored(matmul(planes.transposed(), rows, transposesRight: true)).transposed()
            .reshaped(shape[0], shape[1], height, width)
    }

    /// The levels that the method stores between its passes and at the end.
    private func stored(_ levels: Tensor) -> Tensor {
        self == .pillowBicubic ? (levels + 0.5).floor().clamped(to: 0...255) : levels
    }

    /// Weights of source pixels for each target pixel: [target, source]; rows sum to 1.
    private func matrix(from source: Int, to target: Int, scale: Double) -> Tensor {
        var elements = [Float](repeating: 0, count: source * target)
        for pixel in 0..<target {
            for (place, weight) in taps(of: pixel, from: source, scale) {
                elements[pixel * source + min(max(place, 0), source - 1)] += Float(weight)
            }
        }
        return Tensor(elements, shape: [target, source])
    }

    /// Positions beyond the edges use the edge pixels.
    private func taps(of pixel: Int, from source: Int, _ scale: Double) -> [(place: Int, weight: Double)] {
        let center = (Double(pixel) + 0.5) * scale - 0.5
        switch self {
        case .legacyBilinear: return Self.interpolated(Double(pixel) * scale)
        case .bilinear: return Self.interpolated(max(center, 0))
        case .bicubic: return Self.cubic(center)
        case .cleanBilinear: return Self.covering(center, scale, source, .bilinear)
        case .cleanBicubic, .pillowBicubic: return Self.covering(center, scale, source, .bicubic)
        case .cleanLanczos: return Self.covering(center, scale, source, .lanczos)
        }
    }

    private static func interpolated(_ place: Double) -> [(place: Int, weight: Double)] {
        let fraction = place - place.rounded(.down)
        let first = Int(place.rounded(.down))
        return [(first, 1 - fraction), (first + 1, fraction)]
    }

    /// Keys' cubic (1981) with a = -3/4.
    private static func cubic(_ place: Double) -> [(place: Int, weight: Double)] {
        let (a, first) = (-0.75, place.rounded(.down))
        return (-1...2).map { step in
            let x = (place - first - Double(step)).magnitude
            let weight =
                x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((x - 5) * x + 8) * a * x - 4 * a
            return (Int(first) + step, weight)
        }
    }

    /// A filter stretched over the source pixels that a target pixel covers, truncated at the edges.
    private static func covering(
        _ center: Double, _ scale: Double, _ source: Int, _ filter: ResizeFilter
    ) -> [(place: Int, weight: Double)] {
        let stretch = max(scale, 1)
        let support = filter.support * stretch
        let (start, end) = (max(Int(center + 1 - support), 0), min(Int(center + 1 + support), source))
        let raw = (start..<end).map { filter.weight((Double($0) - center) / stretch) }
        let total = raw.reduce(0, +)
        return zip(start..<end, raw).map { ($0, $1 / total) }
    }
}
