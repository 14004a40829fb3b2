import GANTensor
import Glibc

/// Changes of colour, together one affine map of each image's colours (METHODS §3.4). Grey images have brightness, contrast and
/// the flip of brightness.
struct ColourChange {
    /// One a sample, of three colours; their last rows are not kept.
    private var maps: [ColourMap]
    private let channels: Int

    init(_ transforms: Set<ADA.Transform>, channels: Int, _ draws: AugmentationDraws) {
        maps = [ColourMap](repeating: .identity, count: draws.count)
        self.channels = channels
        if transforms.contains(.brightness) {
            lead(draws.parameter(.normal, identity: 0) { $0 * 0.2 }.map(ColourMap.brightness))
        }
        if transforms.contains(.contrast) {
            lead(draws.parameter(.normal, identity: 1) { exp2($0 * 0.5) }.map(ColourMap.contrast))
        }
        if transforms.contains(.lumaflip) {
            lead(draws.parameter(.uniform, identity: 0) { floor($0 * 2) }.map(ColourMap.lumaFlip))
        }
        guard channels == 3 else { return }
        if transforms.contains(.hue) {
            lead(draws.parameter(.uniform, identity: 0) { (2 * $0 - 1) * .pi }.map(ColourMap.hue))
        }
        if transforms.contains(.saturation) {
            lead(draws.parameter(.normal, identity: 1) { exp2($0) }.map(ColourMap.saturation))
        }
    }

    private mutating func lead(_ steps: [ColourMap]) {
        for (index, step) in steps.enumerated() { maps[index] = step * maps[index] }
    }

    /// - Parameter images: [N, 1 or 3, H, W].
    func callAsFunction(_ images: Tensor) -> Tensor {
        let (count, height, width) = (images.shape[0], images.shape[2], images.shape[3])
        guard channels == 3 else {
            let scales = Tensor(maps.map(\.greyScale), shape: [count, 1, 1, 1]).converted(to: images.type)
            let offsets = Tensor(maps.map(\.greyOffset), shape: [count, 1, 1, 1]).converted(to: images.type)
            return images * scales + offsets
        }
        let matrices = Tensor(maps.flatMap(\.matrix), shape: [count, 3, 3]).converted(to: images.type)
        let offsets = Tensor(maps.flatMap(\.offset), shape: [count, 3, 1]).converted(to: images.type)
        let pixels = images.reshaped(count, 3, height * width)
        return (matmul(matrices, pixels) + offsets).reshaped(count, 3, height, width)
    }
}

/// An affine map of colours (r, g, b).
struct ColourMap {
    /// [3, 3], row by row.
    let matrix: [Double]
    /// [3].
    let offset: [Double]

    static let identity = ColourMap(matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], offset: [0, 0, 0])

    /// First `right`, then `left`.
    static func * (left: ColourMap, right: ColourMap) -> ColourMap {
        func row(_ index: Int) -> ArraySlice<Double> { left.matrix[3 * index..<3 * index + 3] }
        let matrix = (0..<9).map { index in
            zip(row(index / 3), 0..<3).reduce(0) { $0 + $1.0 * right.matrix[3 * $1.1 + index % 3] }
        }
        let offset = (0..<3).map { index in
            zip(row(index), right.offset).reduce(left.offset[index]) { $0 + $1.0 * $1.1 }
        }
        return ColourMap(matrix: matrix, offset: offset)
    }

    static func brightness(_ shift: Double) -> ColourMap {
        ColourMap(matrix: identity.matrix, offset: [shift, shift, shift])
    }

    static func contrast(_ factor: Double) -> ColourMap { aroundGrey(grey: factor, rest: factor) }

    /// Dark becomes light, hue stays.
    /// - Parameter flips: 1 or 0.
    static func lumaFlip(_ flips: Double) -> ColourMap { aroundGrey(grey: 1 - 2 * flips, rest: 1) }

    static func saturation(_ factor: Double) -> ColourMap { aroundGrey(grey: 1, rest: factor) }

    /// Colours turned about the axis of grey.
    /// - Parameter angle: in radians.
    static func hue(_ angle: Double) -> ColourMap {
        let (mean, turn) = ((1 - cos(angle)) / 3, sin(angle) / 3.0.squareRoot())
        let (own, next, last) = (mean + cos(angle), mean - turn, mean + turn)
        return ColourMap(matrix: [own, next, last, last, own, next, next, last, own], offset: [0, 0, 0])
    }

    /// A factor along the axis of grey, and one for what is orthogonal to it.
    private static func aroundGrey(grey: Double, rest: Double) -> ColourMap {
        let mean = (grey - rest) / 3
        return ColourMap(
            matrix: (0..<9).map { mean + ($0 % 4 == 0 ? rest : 0) }, offset: [0, 0, 0])
    }

    /// Of grey images: the mean over the colours.
    var greyScale: Double { matrix.reduce(0, +) / 3 }
    var greyOffset: Double { offset.reduce(0, +) / 3 }
}
