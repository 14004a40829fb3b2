import GANTensor

/// The transforms in their published order: one warp for all geometric transforms, one matrix for all colors, then frequency
/// bands, noise and cutout.
struct AugmentationPipeline {
    private let transforms: Set<ADA.Transform>
    private let moves: Bool
    private let colors: Bool

    init(_ transforms: Set<ADA.Transform>) {
        self.transforms = transforms
        moves = !transforms.isDisjoint(with: ADA.Preset.bg.transforms)
        colors = !transforms.isDisjoint(with: ADA.Preset.color.transforms)
    }

    /// - Parameter images: [N, C, H, W]; with color transforms, C is 1 or 3.
    func callAsFunction(_ images: Tensor, _ draws: AugmentationDraws) -> Tensor {
        var x = images
        if moves { x = Warp(height: x.shape[2], width: x.shape[3])(x, GeometricMoves(transforms, draws).maps(of: x)) }
        if colors { x = ColorChange(transforms, channels: x.shape[1], draws)(x) }
        if transforms.contains(.filter) { x = BandFilter(width: x.shape[3], height: x.shape[2], draws)(x) }
        if transforms.contains(.noise) { x = Corruption.noised(x, draws) }
        if transforms.contains(.cutout) { x = Corruption.cutOut(x, draws) }
        return x
    }
}
