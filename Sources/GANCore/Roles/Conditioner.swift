import GANModule
import GANTensor

/// Turns labels into embeddings. Generator and discriminator each own one, made by `BuildContext.conditioner`.
public protocol Conditioner: Component, Module {
    /// - Parameter labels: [N, C]: one-hot classes, many-hot attributes or real vectors.
    /// - Returns: [N, features], as many as the network asked for.
    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor
}

/// Capability: in training, equal labels give different embeddings.
public protocol StochasticConditioner: Conditioner {
    /// Whether they do with its settings.
    var addsNoise: Bool { get }
}
