import GANTensor

/// A trainable map of vectors: [N, in] to [N, out].
public protocol VectorMap: Module {
    func callAsFunction(_ x: Tensor) -> Tensor
}

extension EqualizedLinear: VectorMap {}
