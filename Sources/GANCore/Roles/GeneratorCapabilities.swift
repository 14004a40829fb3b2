import GANTensor

/// Capability of a generator with styles: the truncation trick moves styles towards their mean, which trades diversity for
/// quality (Karras et al. 2019, arXiv:1812.04948, appendix B). Call it between `latents` and `synthesize`, in evaluation mode
/// only.
public protocol TruncatingGenerator: StyleGenerator {
    /// The truncated styles, with the shape of `styles` [N, layers, styleSize].
    func truncated(_ styles: Tensor, _ truncation: Truncation) throws -> Tensor
}

/// Capability of a generator with styles: its mapping network learns at a fraction of the optimizer's rate.
public protocol SlowMappingGenerator: StyleGenerator {
    /// This fraction. Stored weights begin with a standard deviation of one over it.
    var mappingRateMultiplier: Double { get }
    /// Its key in recipes, for messages.
    var mappingRateKey: String { get }
}

/// Capability of a regularizer: it acts on W, so it does little if the mapping network can hardly move.
public protocol MappingRegularizer: Regularizer {}

/// Parameters of the truncation trick.
public struct Truncation: Hashable, Sendable {
    /// ψ: at 1 styles do not change, at 0 they all equal the mean.
    public var psi: Double
    /// Number of first layers that are truncated; nil for all layers.
    public var layers: Int?

    public init(psi: Double, layers: Int? = nil) { (self.psi, self.layers) = (psi, layers) }
}

/// Capability of a generator with styles: a style vector has parts for single layers, so styles of two images can be
/// mixed without a separate vector per layer.
public protocol LeveledGenerator: StyleGenerator {
    /// The range of a style vector that each level uses exclusively, from the first layer on; empty if levels share
    /// them.
    var styleLevels: [Range<Int>] { get }
}

/// Capability of a generator with styles: it can return its feature maps.
public protocol FeatureGenerator: StyleGenerator {
    /// The feature maps [N, C, H, W] after each convolution, from the lowest resolution on, for `styles` [N, layers, styleSize].
    func features(_ styles: Tensor, _ pass: ForwardPass) throws -> [Tensor]
}

extension FeatureGenerator {
    /// The feature maps for a component that compares them. An error names the generator, not the component.
    public func featureMaps(_ styles: Tensor, _ pass: ForwardPass) throws -> [Tensor] {
        try pass.locating("generator") {
            let maps = try features(styles, pass)
            try OutputRules.here.featureMaps(maps, of: self, count: styles.shape[0])
            return maps
        }
    }
}

/// The source of the noise that adds fine detail to images.
public enum NoiseMode: String, CaseIterable, Sendable, SettingValue {
    /// New noise in every pass.
    case random
    /// Noise drawn once when the network was made, and saved with it.
    case const
    /// Layers add no noise.
    case none
}

/// Capability of a generator with styles: the noise mode can be chosen per pass.
public protocol NoiseGenerator: StyleGenerator {
    /// The mode that `synthesize(_:_:)` uses.
    var noiseMode: NoiseMode { get }
    /// Images [N, C, H, W] from styles [N, layers, styleSize].
    func synthesize(_ styles: Tensor, _ pass: ForwardPass, noise: NoiseMode) throws -> Tensor
}

/// Capability of a generator with noise: a pass can use other noise than the trained constants, and differentiate it.
public protocol NoisePlaneGenerator: NoiseGenerator {
    /// The trained constants of the layers, [H, W] each, in the order of the layers; empty if layers add no noise.
    var noisePlanes: [Tensor] { get }
    /// Images [N, C, H, W] from styles [N, layers, styleSize], with `noisePlanes` in place of the trained constants: as many, [H, W] for
    /// all images or [N, 1, H, W].
    func synthesize(_ styles: Tensor, _ pass: ForwardPass, noisePlanes: [Tensor]) throws -> Tensor
}

/// Capability of a generator with styles: each convolution reads its vector of W through an affine map.
public protocol ModulatedGenerator: StyleGenerator {
    /// The maps of the convolutions, in the order in which they run.
    var styleMaps: [StyleMap] { get }
}

/// The linear part of the map from a vector of W to the scales of a convolution's input channels.
public struct StyleMap {
    /// Index of the vector of W that it reads, among the layers of the styles.
    public let layer: Int
    /// [channels, styleSize].
    public let weight: Tensor

    public init(layer: Int, weight: Tensor) { (self.layer, self.weight) = (layer, weight) }
}
