import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(FlipAndShift.self) }

/// Mirrors each image with probability 1/2, and shifts it by whole pixels up to an eighth of the side, with reflection at the
/// edges. The augmentation of consistency regularization (Zhang et al. 2020, arXiv:1910.12027, sec. 3).
public final class FlipAndShift: Module, Augmenter {
    public static let name = "flip_and_shift"
    public static let summary = "random mirroring and shifts by up to an eighth of the side; mild"
    public static let source: String? = "Zhang et al. 2020, arXiv:1910.12027"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor {
        /// Uniform among -s ... s with s an eighth of the side, [N, 1, 1].
        func offsets(_ size: Int) -> Tensor {
            random.integers(below: 2 * (size / 8) + 1, [images.shape[0], 1, 1]).converted(to: images.dtype)
                - Double(size / 8)
        }
        let mirrored = random.integers(below: 2, [images.shape[0], 1, 1, 1]).converted(to: images.dtype)
        let rows = offsets(images.shape[2])
        return Self.moved(images, mirrored: mirrored, rows: rows, columns: offsets(images.shape[3]))
    }

    /// - Parameters:
    ///   - x: [N, C, H, W].
    ///   - mirrored: 1 for the images to mirror left to right, else 0, [N, 1, 1, 1].
    ///   - rows: pixel i becomes pixel i + offset, reflected at the edges without repeating them, [N, 1, 1].
    ///   - columns: likewise.
    package static func moved(_ x: Tensor, mirrored: Tensor, rows: Tensor, columns: Tensor) -> Tensor {
        /// The index of each pixel's source pixel.
        func sources(_ size: Int, _ offsets: Tensor) -> Tensor {
            let last = Double(size - 1)
            return last - (last - (pixelNumbers(size, x.dtype) + offsets).abs()).abs()
        }
        let flipped = select(mirrored, x.flipped(3), x)
        return flipped.takingPixels(rows: sources(x.shape[2], rows), columns: sources(x.shape[3], columns))
    }
}
