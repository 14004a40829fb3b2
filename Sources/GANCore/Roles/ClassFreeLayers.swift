import GANTensor

/// Capability of a generator with styles: layers up to a resolution know no class, so that all classes share what they make
/// there.
public protocol ClassFreeGenerator: StyleGenerator {
    /// The number (see `NetworkSizes`) of the largest size whose layers know no class; nil if all layers know it.
    var classFreeResolution: Int? { get }
    /// The small images [N, C, H, W] that those layers make of `styles` [N, layers, styleSize], of that size.
    func classFreeImages(_ styles: Tensor, _ pass: ForwardPass) throws -> Tensor
}

/// Capability of a discriminator: it also judges small images, without labels and with some of its layers.
public protocol ClassFreeDiscriminator: Discriminator {
    /// The number (see `NetworkSizes`) of the small images' size; nil if it judges none.
    var classFreeResolution: Int? { get }
    /// Logits [N] of `images` [N, C, H, W] of that size; positive means real.
    func classFreeLogits(_ images: Tensor, _ pass: ForwardPass) throws -> Tensor
}
