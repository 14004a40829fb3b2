import GANTensor

/// Conversion of images to the levels of files: 0 ... 255.
public enum Levels {
    /// The formula of the conversion from -1 ... 1 to levels, as evaluation reports state it. StyleGAN's and StudioGAN's formulas
    /// give the same levels.
    public static let quantizer = "clamp(floor(x * 127.5 + 128), 0, 255)"

    /// - Parameter images: in -1 ... 1; other values are clamped.
    /// - Returns: the same shape, integers.
    public static func of(_ images: Tensor) -> Tensor { (images * 127.5 + 128).floor().clamped(to: 0...255) }
}
