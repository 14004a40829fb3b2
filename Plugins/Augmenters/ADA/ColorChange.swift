import GANTensor
import Glibc

/// Color transforms, combined into one affine map of each image's colors (METHODS §3.4). Gray images have only brightness,
/// contrast and luma flip.
struct ColorChange {
    /// One per sample, for three colors; the last rows are omitted.
    private var maps: [ColorMap]
    private let channels: Int

    init(_ transforms: Set<ADA.Transform>, channels: Int, _ draws: AugmentationDraws) {
        maps = [ColorMap](repeating: .identity, count: draws.count)
        self.channels = channels
        if transforms.contains(.brightness) {
            lead(draws.parameter(.normal, identity: 0) { $0 * 0.2 }.map(ColorMap.brightness))
        }
        if transforms.contains(.contrast) {
            lead(draws.parameter(.normal, identity: 1) { exp2($0 * 0.5) }.map(ColorMap.contrast))
        }
        if transforms.contains(.lumaflip) {
            lead(draws.parameter(.uniform, identity: 0) { floor($0 * 2) }.map(ColorMap.lumaFlip))
        }
        guard channels == 3 else { return }
        if transforms.contains(.hue) {
            lead(draws.parameter(.uniform, identity: 0) { (2 * $0 - 1) * .pi }.map(ColorMap.hue))
        }
        if transforms.contains(.saturation) {
            lead(draws.parameter(.normal, identity: 1) { exp2($0) }.map(ColorMap.saturation))
        }
    }

    private mutating func lead(_ steps: [ColorMap]) {
        for (index, step) in steps.enumerated() { maps[index] = step * maps[index] }
    }

    /// - Parameter images: [N, 1 or 3, H, W].
    func callAsFunction(_ images: Tensor) -> Tensor {
        let (count, height, width) = (images.shape[0], images.shape[2], images.shape[3])
        guard channels == 3 else {
            let scales = Tensor(maps.map(\.grayScale), shape: [count, 1, 1, 1]).converted(to: images.dtype)
            let offsets = Tensor(maps.map(\.grayOffset), shape: [count, 1, 1, 1]).converted(to: images.dtype)
            return images * scales + offsets
        }
        let matrices = Tensor(maps.flatMap(\.matrix), shape: [count, 3, 3]).converted(to: images.dtype)
        let offsets = Tensor(maps.flatMap(\.offset), shape: [count, 3, 1]).converted(to: images.dtype)
        let pixels = images.reshaped(count, 3, height * width)
        return (matmul(matrices, pixels) + offsets).reshaped(count, 3, height, width)
    }
}

/// An affine map of colors (r, g, b).
struct ColorMap {
    /// [3, 3], row by row.
    let matrix: [Double]
    /// [3].
    let offset: [Double]

    static let identity = ColorMap(matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], offset: [0, 0, 0])

    /// Composition: `right` is applied first.
    static func * (left: ColorMap, right: ColorMap) -> ColorMap {
        func row(_ index: Int) -> ArraySlice<Double> { left.matrix[3 * index..<3 * index + 3] }
        let matrix = (0..<9).map { index in
            zip(row(index / 3), 0..<3).reduce(0) { $0 + $1.0 * right.matrix[3 * $1.1 + index % 3] }
        }
        let offset = (0..<3).map { index in
            zip(row(index), right.offset).reduce(left.offset[index]) { $0 + $1.0 * $1.1 }
        }
        return ColorMap(matrix: matrix, offset: offset)
    }

    static func brightness(_ shift: Double) -> ColorMap {
        ColorMap(matrix: identity.matrix, offset: [shift, shift, shift])
    }

    static func contrast(_ factor: Double) -> ColorMap { aroundGray(gray: factor, rest: factor) }

    /// Inverts the brightness and keeps the hue.
    /// - Parameter flips: 1 or 0.
    static func lumaFlip(_ flips: Double) -> ColorMap { aroundGray(gray: 1 - 2 * flips, rest: 1) }

    static func saturation(_ factor: Double) -> ColorMap { aroundGray(gray: 1, rest: factor) }

    /// Rotates colors around the gray axis.
    /// - Parameter angle: in radians.
    static func hue(_ angle: Double) -> ColorMap {
        let (mean, turn) = ((1 - cos(angle)) / 3, sin(angle) / 3.0.squareRoot())
        let (own, next, last) = (mean + cos(angle), mean - turn, mean + turn)
        return ColorMap(matrix: [own, next, last, last, own, next, next, last, own], offset: [0, 0, 0])
    }

    /// Scales along the gray axis by one factor, and orthogonally to it by another.
    private static func aroundGray(gray: Double, rest: Double) -> ColorMap {
        let mean = (gray - rest) / 3
        return ColorMap(
            matrix: (0..<9).map { mean + ($0 % 4 == 0 ? rest : 0) }, offset: [0, 0, 0])
    }

    /// The map's factor for gray images: its effect on a gray color, averaged over the three colors.
    var grayScale: Double { matrix.reduce(0, +) / 3 }
    var grayOffset: Double { offset.reduce(0, +) / 3 }
}
