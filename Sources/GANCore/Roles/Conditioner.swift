import GANModule
import GANTensor

/// Maps labels to embeddings. Each network has its own, made by `BuildContext.conditioner`, and calls `embeddings`.
public protocol Conditioner: Component, Module {
    /// Embeddings [N, features] of `labels` [N, C]: one-hot classes, many-hot attributes or real vectors. The network chose `features`.
    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor
    /// The embeddings scaled to a mean square of 1 in each row, for networks that normalize them. A conditioner needs an
    /// implementation of its own only to act after the normalization.
    func normalized(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor
}

extension Conditioner {
    public func normalized(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        let embeddings = try self(labels, pass)
        try OutputRules.here.embeddings(embeddings, of: self, count: labels.shape[0])
        return embeddings.normalizedSecondMoment()
    }

    /// The embeddings for the network that this conditioner belongs to. An error names the conditioner, not the network.
    public func embeddings(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        try pass.locating("conditioner") {
            let embeddings = try self(labels, pass)
            try OutputRules.here.embeddings(embeddings, of: self, count: labels.shape[0])
            return embeddings
        }
    }

    /// `normalized` for the network that this conditioner belongs to. An error names the conditioner, not the network.
    public func normalizedEmbeddings(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        try pass.locating("conditioner") {
            let embeddings = try normalized(labels, pass)
            try OutputRules.here.embeddings(embeddings, of: self, count: labels.shape[0])
            return embeddings
        }
    }
}

/// Capability: in a mapping network, labels enter after the first layer, which sees only latents.
public protocol JoiningConditioner: Conditioner {
    /// The input of the second layer, with the shape of the first layer's output `x` [N, features].
    func joined(_ x: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> Tensor
}

extension JoiningConditioner {
    /// `joined` for the network that this conditioner belongs to. An error names the conditioner, not the network.
    public func joinedInput(_ x: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        try pass.locating("conditioner") {
            let joined = try joined(x, labels, pass)
            try OutputRules.here.joined(joined, to: x, of: self)
            return joined
        }
    }
}

/// Capability: in training, equal labels can give different embeddings.
public protocol StochasticConditioner: Conditioner {
    /// Whether they do with the current settings.
    var addsNoise: Bool { get }
}
