import GANTensor

/// Capability of a generator with styles: they can be drawn towards their mean, which trades variety for quality (Karras et
/// al. 2019, arXiv:1812.04948, appendix B). Between `latents` and `synthesize`, in use only.
public protocol TruncatingGenerator: StyleGenerator {
    /// - Parameter styles: [N, layers, styleSize].
    /// - Returns: the same shape.
    func truncated(_ styles: Tensor, _ truncation: Truncation) -> Tensor
}

/// How far styles are drawn towards their mean.
public struct Truncation: Hashable, Sendable {
    /// ψ: 1 leaves them where they are, 0 makes all of them the mean.
    public var psi: Double
    /// Only the first so many layers; all of them where it is nothing.
    public var layers: Int?

    public init(psi: Double, layers: Int? = nil) { (self.psi, self.layers) = (psi, layers) }
}

/// Capability of a generator with styles: one style vector holds parts that single layers take, so that those of two images can be
/// mixed without a vector for each layer.
public protocol LeveledGenerator: StyleGenerator {
    /// The places in a style vector that each level takes and no other does, from the first layer on; empty where levels share
    /// them.
    var styleLevels: [Range<Int>] { get }
}

/// Capability of a generator with styles: what its layers make on the way to the image can be had.
public protocol FeatureGenerator: StyleGenerator {
    /// - Parameter styles: [N, layers, styleSize].
    /// - Returns: [N, C, H, W] after each convolution, from the lowest resolution on.
    func features(_ styles: Tensor, _ pass: ForwardPass) -> [Tensor]
}

/// Where the noise that gives images their fine detail comes from.
public enum NoiseMode: String, CaseIterable, Sendable, SettingValue {
    /// Drawn anew in every pass.
    case random
    /// Drawn once when the network was made, and saved with it.
    case const
    /// There is none.
    case none
}

/// Capability of a generator with styles: its noise can be chosen pass by pass.
public protocol NoiseGenerator: StyleGenerator {
    /// What `synthesize(_:_:)` uses.
    var noiseMode: NoiseMode { get }
    /// Images [N, C, H, W] of styles [N, layers, styleSize].
    func synthesize(_ styles: Tensor, _ pass: ForwardPass, noise: NoiseMode) -> Tensor
}
