import GANModule
import GANTensor

/// Maps labels to embeddings. Each network has its own, made by `BuildContext.conditioner`.
public protocol Conditioner: Component, Module {
    /// - Parameter labels: [N, C]: one-hot classes, many-hot attributes or real vectors.
    /// - Returns: [N, features]; the network chose `features`.
    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor
}

/// Capability: in a mapping network, labels enter after the first layer, which sees only latents.
public protocol JoiningConditioner: Conditioner {
    /// - Parameter x: [N, features], the first layer's output.
    /// - Returns: the same shape.
    func joined(_ x: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> Tensor
}

/// Capability: in training, equal labels can give different embeddings.
public protocol StochasticConditioner: Conditioner {
    /// Whether they do with the current settings.
    var addsNoise: Bool { get }
}
