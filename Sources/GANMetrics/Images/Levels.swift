import GANTensor

/// Images as files hold them: numbers 0 ... 255.
package enum Levels {
    /// How images in -1 ... 1 become levels, for protocols. StyleGAN's and StudioGAN's formulas are this one.
    package static let quantizer = "clamp(floor(x * 127.5 + 128), 0, 255)"

    /// - Parameter images: in -1 ... 1; what is beyond is cut off.
    /// - Returns: the same shape, whole numbers.
    package static func of(_ images: Tensor) -> Tensor { (images * 127.5 + 128).floor().clamped(to: 0...255) }
}
