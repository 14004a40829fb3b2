import GANTensor

/// Capability of a generator with styles: layers up to a resolution know no class, so that all classes share what they make
/// there.
public protocol ClassFreeGenerator: StyleGenerator {
    /// The highest resolution whose layers know no class; nil if all layers know it.
    var classFreeResolution: Int? { get }
    /// The small images [N, C, R, R] that those layers make of `styles` [N, layers, styleSize], R being the resolution.
    func classFreeImages(_ styles: Tensor, _ pass: ForwardPass) throws -> Tensor
}

/// Capability of a discriminator: it also judges small images, without labels and with some of its layers.
public protocol ClassFreeDiscriminator: Discriminator {
    /// The resolution R of the small images; nil if it judges none.
    var classFreeResolution: Int? { get }
    /// Logits [N] of `images` [N, C, R, R]; positive means real.
    func classFreeLogits(_ images: Tensor, _ pass: ForwardPass) throws -> Tensor
}
