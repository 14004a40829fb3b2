import GANTensor
import Glibc

/// Geometric transforms (METHODS §3.2).
struct GeometricMoves {
    private let transforms: Set<ADA.Transform>
    private let draws: AugmentationDraws

    init(_ transforms: Set<ADA.Transform>, _ draws: AugmentationDraws) {
        (self.transforms, self.draws) = (transforms, draws)
    }

    /// Maps from output pixels to input pixels, relative to the image's center: one per sample.
    func maps(of images: Tensor) -> [PlaneMap] {
        let (height, width) = (Double(images.shape[2]), Double(images.shape[3]))
        var maps = [PlaneMap](repeating: PlaneMap(), count: draws.count)
        func follow(_ steps: [PlaneMap]) {
            for (index, step) in steps.enumerated() { maps[index] = maps[index] * step }
        }
        if transforms.contains(.xflip) { follow(flips) }
        if transforms.contains(.rotate90) { follow(quarterTurns) }
        if transforms.contains(.xint) { follow(wholeShifts(width, height)) }
        if transforms.contains(.scale) { follow(scales { PlaneMap.scale(1 / $0, 1 / $0) }) }
        if transforms.contains(.rotate) { follow(turns) }
        if transforms.contains(.aniso) { follow(scales { PlaneMap.scale(1 / $0, $0) }) }
        if transforms.contains(.rotate), draws.percentile == nil { follow(turns) }
        if transforms.contains(.xfrac) { follow(shifts(width, height)) }
        return maps
    }

    private var flips: [PlaneMap] {
        draws.parameter(.uniform, identity: 0) { floor($0 * 2) }.map { .scale(1 - 2 * $0, 1) }
    }

    private var quarterTurns: [PlaneMap] {
        draws.parameter(.uniform, identity: 0) { floor($0 * 4) }.map { .rotation(.pi / 2 * $0) }
    }

    private func wholeShifts(_ width: Double, _ height: Double) -> [PlaneMap] {
        let parts = draws.parameters(2, .uniform, identity: 0) { (2 * $0 - 1) * Self.reach }
        return zip(parts[0], parts[1]).map { x, y in
            .translation(-(x * width).rounded(.toNearestOrEven), -(y * height).rounded(.toNearestOrEven))
        }
    }

    private func scales(_ map: (Double) -> PlaneMap) -> [PlaneMap] {
        draws.parameter(.normal, identity: 1) { exp2($0 * 0.2) }.map(map)
    }

    /// Rotation before and after the scaling: together they rotate an image with probability p. The published code has no
    /// quantiles for the second one.
    private var turns: [PlaneMap] {
        let chance = 1 - (1 - min(max(draws.p, 0), 1)).squareRoot()
        return draws.parameter(.uniform, identity: 0, chance: chance) { (2 * $0 - 1) * .pi }.map { .rotation($0) }
    }

    private func shifts(_ width: Double, _ height: Double) -> [PlaneMap] {
        let parts = draws.parameters(2, .normal, identity: 0) { $0 * Self.reach }
        return zip(parts[0], parts[1]).map { x, y in .translation(-x * width, -y * height) }
    }

    /// The largest integer translation, and the standard deviation of fractional ones, relative to the image's side.
    private static let reach = 0.125
}
