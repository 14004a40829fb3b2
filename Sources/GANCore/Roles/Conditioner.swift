import GANModule
import GANTensor

/// Turns labels into embeddings. Generator and discriminator each own one, made by `BuildContext.conditioner`.
public protocol Conditioner: Component, Module {
    /// - Parameter labels: [N, C]: one-hot classes, many-hot attributes or real vectors.
    /// - Returns: [N, features], as many as the network asked for.
    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor
}

/// Capability: in a network that maps latents, labels join after the first layer, which sees latents alone.
public protocol JoiningConditioner: Conditioner {
    /// - Parameter x: [N, features], what the first layer made.
    /// - Returns: the same shape.
    func joined(_ x: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> Tensor
}

/// Capability: in training, equal labels give different embeddings.
public protocol StochasticConditioner: Conditioner {
    /// Whether they do with its settings.
    var addsNoise: Bool { get }
}
