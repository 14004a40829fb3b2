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

    /// Resizes `images` [N, C, H, W].
    /// - Returns: [N, C, height, width]; cubic and Lanczos kernels can exceed the range of their input.
    public func callAsFunction(_ images: Tensor, height: Int, width: Int) -> Tensor {
        let shape = images.shape
        if shape[2] == height, shape[3] == width { return images }
        let (rows, columns) = (matrix(from: shape[2], to: height), matrix(from: shape[3], to: width))
        // First along rows, like Pillow.
        let narrow = matmul(images, columns, transposesRight: true)
        let planes = narrow.reshaped(shape[0] * shape[1], shape[2], width)
        return matmul(planes.transposed(), rows, transposesRight: true).transposed()
            .reshaped(shape[0], shape[1], height, width)
    }

    /// Weights of source pixels for each target pixel: [target, source]; rows sum to 1.
    private func matrix(from source: Int, to target: Int) -> Tensor {
        var elements = [Float](repeating: 0, count: source * target)
        for pixel in 0..<target {
            for (place, weight) in taps(of: pixel, from: source, to: target) {
                elements[pixel * source + min(max(place, 0), source - 1)] += Float(weight)
            }
        }
        return Tensor(elements, shape: [target, source])
    }

    /// Positions beyond the edges use the edge pixels.
    private func taps(of pixel: Int, from source: Int, to target: Int) -> [(place: Int, weight: Double)] {
        let scale = Double(source) / Double(target)
        let center = (Double(pixel) + 0.5) * scale - 0.5
        switch self {
        case .legacyBilinear: return Self.interpolated(Double(pixel) * scale)
        case .bilinear: return Self.interpolated(max(center, 0))
        case .bicubic: return Self.cubic(center)
        case .cleanBilinear: return Self.covering(center, scale, source, .bilinear)
        case .cleanBicubic: return Self.covering(center, scale, source, .bicubic)
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
