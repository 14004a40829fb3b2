import GANModule
import GANTensor

/// Turns latents and labels into images.
public protocol Generator: Component, Module {
    /// D of the latents z [N, D], which are normal.
    var latentSize: Int { get }
    /// What turns its labels into embeddings; nothing for an unconditional one.
    var conditioner: (any Conditioner)? { get }

    /// - Parameters:
    ///   - z: [N, latentSize].
    ///   - labels: [N, C]; ignored by an unconditional generator.
    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput
}

public struct GeneratorOutput {
    /// [N, C, H, W], in about -1 ... 1.
    public var images: Tensor
    /// What a generator with styles made them from.
    public var latents: StyleLatents?

    public init(images: Tensor, latents: StyleLatents? = nil) { (self.images, self.latents) = (images, latents) }
}

/// The intermediate latents W.
public struct StyleLatents {
    /// [N, styleSize], before style mixing.
    public var mapped: Tensor
    /// [N, layers, styleSize], after it; images are a function of these.
    public var styles: Tensor

    public init(mapped: Tensor, styles: Tensor) { (self.mapped, self.styles) = (mapped, styles) }
}

/// Capability of a generator: its latents W can be had, without the images and before them.
public protocol StyleGenerator: Generator {
    /// The last axis of its latents.
    var styleSize: Int { get }
    /// - Returns: W of latents [N, latentSize] and labels [N, C], style mixing and running averages included as `pass` says.
    func latents(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> StyleLatents
    /// Images [N, C, H, W] of styles [N, layers, styleSize].
    func synthesize(_ styles: Tensor, _ pass: ForwardPass) -> Tensor
}

/// Capability of a layer whose affine parameters depend on the class.
public protocol ClassConditionalLayer: Module {
    /// One matrix [classes, features] for each parameter (gain, bias), inside the graph.
    func classMatrices() -> [Tensor]
}

/// What a network knows of a pass besides its inputs.
public struct ForwardPass {
    /// The phase of training that it serves; nothing in use. Networks are switched between the two by `setTraining`.
    public let phase: Phase?
    /// For the network's own draws: noise, style mixing.
    public let random: RandomStream
    /// The batch comes in so many views of the same latents, one after the other. What a layer compares within a batch it
    /// compares within each.
    public let views: Int
    /// Whether a generator with styles may mix in those of latents that it draws itself.
    public let mixesStyles: Bool

    public init(phase: Phase?, random: RandomStream, views: Int = 1, mixesStyles: Bool = true) {
        (self.phase, self.random, self.views, self.mixesStyles) = (phase, random, views, mixesStyles)
    }
}
