import GANCore

extension ADA {
    /// The published transforms, in the order in which they are applied (METHODS §3.2 to §3.5).
    public enum Transform: String, CaseIterable, Sendable, SettingValue {
        // By whole pixels.
        case xflip, rotate90, xint
        // By fractions of pixels.
        case scale, rotate, aniso, xfrac
        // Colors.
        case brightness, contrast, lumaflip, hue, saturation
        /// Frequency bands.
        case filter
        case noise
        case cutout
    }

    /// The published groups of transforms. Letters stand for blit, geom, color, filter, noise and cutout.
    public enum Preset: String, CaseIterable, Sendable, SettingValue {
        case blit, geom, color, filter, noise, cutout, bg, bgc, bgcf, bgcfn, bgcfnc

        package var transforms: [Transform] {
            switch self {
            case .blit: [.xflip, .rotate90, .xint]
            case .geom: [.scale, .rotate, .aniso, .xfrac]
            case .color: [.brightness, .contrast, .lumaflip, .hue, .saturation]
            case .filter: [.filter]
            case .noise: [.noise]
            case .cutout: [.cutout]
            case .bg: Preset.blit.transforms + Preset.geom.transforms
            case .bgc: Preset.bg.transforms + Preset.color.transforms
            case .bgcf: Preset.bgc.transforms + [.filter]
            case .bgcfn: Preset.bgcf.transforms + [.noise]
            case .bgcfnc: Preset.bgcfn.transforms + [.cutout]
            }
        }
    }
}
