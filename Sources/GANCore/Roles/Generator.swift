import GANModule
import GANTensor

/// Maps latents and labels to images.
public protocol Generator: Component, Module {
    /// D of the latents z [N, D], which follow a standard normal distribution.
    var latentSize: Int { get }
    /// Maps its labels to embeddings; nil for a generator that reads labels itself or not at all.
    var conditioner: (any Conditioner)? { get }
    /// Paths of the modules with weights of their own, from z to the image, without those that only labels use. Recipes count
    /// layers in this order. A network that declares its layers in it returns `declaredLayers`.
    var layerOrder: [String] { get }

    /// Images for latents `z` [N, latentSize]. An unconditional generator ignores `labels` [N, C].
    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput
}

extension Generator {
    /// The output for a component that runs the generator outside the passes that it declares. An error names the generator,
    /// not the component.
    public func output(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        try pass.locating("generator") {
            let output = try self(z, labels, pass)
            try OutputRules.here.images(output.images, of: self, count: z.shape[0])
            return output
        }
    }
}

/// Losses, augmenters and metrics read it, so its tensors are in their accumulation type whatever type the layers use.
public struct GeneratorOutput {
    /// [N, C, H, W], approximately in -1 ... 1.
    public var images: Tensor
    /// The styles that the images were made from, if the generator has styles.
    public var latents: StyleLatents?

    public init(images: Tensor, latents: StyleLatents? = nil) {
        (self.images, self.latents) = (images.widened(), latents)
    }
}

/// The intermediate latents W.
public struct StyleLatents {
    /// [N, styleSize], before style mixing.
    public var mapped: Tensor
    /// [N, layers, styleSize], after style mixing; images are a function of these.
    public var styles: Tensor

    public init(mapped: Tensor, styles: Tensor) {
        (self.mapped, self.styles) = (mapped.widened(), styles.widened())
    }
}

/// Capability of a generator: its latents W can be computed separately, before the images.
public protocol StyleGenerator: Generator {
    /// Size of the last axis of its latents.
    var styleSize: Int { get }
    /// - Returns: W of latents [N, latentSize] and labels [N, C], with style mixing and running averages as `pass` requests.
    func latents(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> StyleLatents
    /// Images [N, C, H, W] from styles [N, layers, styleSize].
    func synthesize(_ styles: Tensor, _ pass: ForwardPass) throws -> Tensor
}

extension StyleGenerator {
    /// The latents W for a component that runs the generator outside the passes that it declares. An error names the generator,
    /// not the component.
    public func styleLatents(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> StyleLatents {
        try pass.locating("generator") {
            let latents = try latents(z, labels, pass)
            try OutputRules.here.latents(latents, of: self, count: z.shape[0])
            return latents
        }
    }
}

/// Capability of a layer whose affine parameters depend on the class.
public protocol ClassConditionalLayer: Module {
    /// One matrix [classes, features] per parameter (gain, bias), inside the graph.
    func classMatrices() throws -> [Tensor]
}

/// Information about a pass besides the network's inputs.
public struct ForwardPass {
    /// The phase of training that the pass serves; nil in inference. `setTraining` switches networks between the two modes.
    public let phase: Phase?
    /// Random numbers for the network: noise, style mixing.
    public let random: RandomStream
    /// Number of views of the same latents in the batch, stored one after the other. A layer that compares images of a batch
    /// compares within each view.
    public let views: Int
    /// Whether a generator with styles may mix in styles of other latents that it draws itself.
    public let mixesStyles: Bool
    /// The position of training, for settings that change over the run; the start of a run outside training.
    public let position: TrainingPosition

    public init(
        phase: Phase?, random: RandomStream, views: Int = 1, mixesStyles: Bool = true,
        position: TrainingPosition = .start
    ) {
        (self.phase, self.random, self.views, self.mixesStyles) = (phase, random, views, mixesStyles)
        self.position = position
    }

    /// Runs a network, or a part of it that has its own place in the recipe, and adds the place to its errors. A pass that
    /// serves no phase belongs to the step of the component that makes it, if there is one.
    func locating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        guard phase == nil else {
            return try ComponentError.locating(path, step: position.step, phase: phase, body)
        }
        return try ComponentError.locatingHere(path, body)
    }
}
