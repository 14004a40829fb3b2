import GANTensor

/// What a `@Buffer` can hold.
public protocol BufferValue {}

extension Tensor: BufferValue {}
