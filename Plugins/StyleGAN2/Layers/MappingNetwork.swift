import GANCore
import GANModule
import GANTensor

/// Maps latents and labels to W: a few wide layers with a low learning rate (METHODS §1.4). The generator's network maps
/// both, the discriminator's only labels.
final class MappingNetwork: Module, TransferableModule {
    struct Sizes {
        /// Size of z; 0 for none.
        let latent: Int
        /// Size of W, and of the labels' embedding.
        let style: Int
        let layers: Int
        let rateMultiplier: Double
    }

    /// The checkpoint name; nil if there are no labels.
    let embed: (any Conditioner)?
    @ModuleList private var layers: [EqualizedLinear]
    private let average: Buffer<Tensor>?  // [style size]: of W; where there are latents
    private let sizes: Sizes

    /// - Precondition: there are latents or labels.
    init(_ sizes: Sizes, embed: (any Conditioner)?, random: RandomStream) {
        self.embed = embed
        self.sizes = sizes
        average = sizes.latent > 0 ? Buffer(wrappedValue: .zeros([sizes.style]), .mean, named: "w_avg") : nil
        let joins = sizes.latent > 0 && embed is any JoiningConditioner
        let input = sizes.latent + (embed == nil || joins ? 0 : sizes.style)
        let layers = (0..<sizes.layers).map { index in
            EqualizedLinear(
                index == 0 ? input : sizes.style, sizes.style, .leaky, rateMultiplier: sizes.rateMultiplier,
                random: random)
        }
        _layers = ModuleList(wrappedValue: layers, prefix: "fc")
    }

    var transferAxes: [String: TransferAxis] {
        guard sizes.latent > 0 else { return [:] }
        return [
            "fc0.weight": TransferAxis(.embedding(first: sizes.latent), axis: 1, isInput: true, isEqualized: true)
        ]
    }
    var transferSeries: [TransferSeries] { [TransferSeries("fc", .depth)] }
    var conditionalParts: [String] { ["embed"] }

    /// - Parameters:
    /// - z: [N, latent size]; ignored by a network without latents.
    /// - labels: [N, C]; ignored by a network without labels.
    /// - Returns: W, [N, style size].
    func callAsFunction(_ z: Tensor?, _ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        let latents = sizes.latent > 0 ? z?.normalizedSecondMoment() : nil
        if let latents, let joining = embed as? any JoiningConditioner {
            return try layers.dropFirst().reduce(joining.joinedInput(layers[0](latents), labels, pass)) { x, layer in
                layer(x)
            }
        }
        let embedded = try embed?.normalizedEmbeddings(labels, pass)
        let input = concatenate([latents, embedded].compactMap(\.self), axis: 1)
        return layers.reduce(input) { x, layer in layer(x) }
    }

    /// W of latents without a class: zeros take the place of the embedding (METHODS §19.3).
    /// - Parameter z: [N, latent size].
    /// - Returns: [N, style size].
    func classFree(_ z: Tensor) -> Tensor {
        let latents = z.normalizedSecondMoment()
        let hasEmbedding = embed != nil && !(embed is any JoiningConditioner)
        let none = hasEmbedding ? [Tensor.zeros([z.shape[0], sizes.style], dtype: latents.dtype)] : []
        return layers.reduce(concatenate([latents] + none, axis: 1)) { x, layer in layer(x) }
    }

    /// Updates the average with the mean of w [N, style size].
    func updateAverage(_ w: Tensor, decay: Double) {
        guard let average else { return }
        withoutGradients {
            let mean = w.detached().mean(0)
            average.wrappedValue = mean + decay * (average.wrappedValue - mean)
        }
    }

    /// W moved towards the average: average + ψ · (w - average). There is one average for all labels.
    func truncated(_ styles: Tensor, psi: Double) -> Tensor {
        guard let average = average?.wrappedValue else { return styles }
        return average + psi * (styles - average)
    }
}
