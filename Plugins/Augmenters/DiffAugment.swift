import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(DiffAugment.self) }

/// DiffAugment (Zhao et al. 2020, arXiv:2006.10738, sec. 3): every image is transformed at random before the discriminator
/// sees it. Colors are not clamped; fill pixels are 0, middle gray.
public final class DiffAugment: Module, Augmenter {
    public enum Transform: String, CaseIterable, Sendable, SettingValue {
        /// Brightness, then saturation, then contrast.
        case color
        /// Moves images by whole pixels, up to an eighth of the side.
        case translation
        /// A square with half the side of the image becomes 0.
        case cutout
    }

    public struct Settings: ComponentSettings {
        @Setting("transforms, in the order of application") public var policy: [Transform] = [
            .color, .translation, .cutout,
        ]

        public init() {}

        public func conflicts() -> [RecipeError] {
            guard policy.isEmpty else { return [] }
            return [
                RecipeError(key: "policy", problem: "it is empty, so no image is augmented", fix: "remove `augment`")
            ]
        }
    }

    public static let name = "diffaugment"
    public static let summary = "random colors, translations and cutouts; for few images"
    public static let source: String? = "Zhao et al. 2020, arXiv:2006.10738"

    private let policy: [Transform]

    public init(_ settings: Settings, _ build: BuildContext) { policy = settings.policy }

    public func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor {
        policy.reduce(images) { x, transform in
            switch transform {
            case .color: Self.colored(x, random)
            case .translation: Self.translated(x, random)
            case .cutout: Self.cutOut(x, random)
            }
        }
    }

    // MARK: Draws

    private static func colored(_ x: Tensor, _ random: RandomStream) -> Tensor {
        func draw() -> Tensor { random.uniform([x.shape[0], 1, 1, 1], dtype: x.dtype) }
        let bright = brightness(x, draw())
        let saturated = saturation(bright, draw())
        return contrast(saturated, draw())
    }

    private static func translated(_ x: Tensor, _ random: RandomStream) -> Tensor {
        /// Uniform among -s ... s with s an eighth of the side, [N, 1, 1].
        func draw(_ size: Int) -> Tensor {
            let reach = Int(Double(size) * 0.125 + 0.5)
            return random.integers(below: 2 * reach + 1, [x.shape[0], 1, 1]).converted(to: x.dtype) - Double(reach)
        }
        let rows = draw(x.shape[2])
        return translation(x, rows: rows, columns: draw(x.shape[3]))
    }

    private static func cutOut(_ x: Tensor, _ random: RandomStream) -> Tensor {
        /// The hole's center, [N, 1, 1]; for an even hole it may also be on the far edge.
        func draw(_ size: Int) -> Tensor {
            random.integers(below: size + 1 - hole(size) % 2, [x.shape[0], 1, 1]).converted(to: x.dtype)
        }
        let rows = draw(x.shape[2])
        return cutout(x, rows: rows, columns: draw(x.shape[3]))
    }

    // Transforms of images [N, C, H, W], given their random numbers

    /// - Parameter draw: in 0 ..< 1, [N, 1, 1, 1].
    package static func brightness(_ x: Tensor, _ draw: Tensor) -> Tensor { x + (draw - 0.5) }

    /// - Parameter draw: in 0 ..< 1, [N, 1, 1, 1].
    package static func saturation(_ x: Tensor, _ draw: Tensor) -> Tensor {
        let gray = x.mean(1, keepDims: true)
        return (x - gray) * (2 * draw) + gray
    }

    /// - Parameter draw: in 0 ..< 1, [N, 1, 1, 1].
    package static func contrast(_ x: Tensor, _ draw: Tensor) -> Tensor {
        let gray = x.mean(1, 2, 3, keepDims: true)
        return (x - gray) * (draw + 0.5) + gray
    }

    /// Pixel i becomes pixel i + offset, or 0 if that does not exist.
    /// - Parameters:
    ///   - rows: offsets [N, 1, 1] in whole pixels.
    /// - columns: likewise.
    package static func translation(_ x: Tensor, rows: Tensor, columns: Tensor) -> Tensor {
        let rowSources = pixelNumbers(x.shape[2], x.dtype) + rows
        return x.takingPixels(rows: rowSources, columns: pixelNumbers(x.shape[3], x.dtype) + columns)
    }

    /// - Parameters:
    /// - rows: the hole's center [N, 1, 1] in whole pixels; the part outside the image is cut off.
    ///   - columns: likewise.
    package static func cutout(_ x: Tensor, rows: Tensor, columns: Tensor) -> Tensor {
        /// 1 inside the hole, [N, size].
        func inside(_ size: Int, _ middle: Tensor) -> Tensor {
            let start = middle - Double(hole(size) / 2)
            let fromStart = (pixelNumbers(size, x.dtype) - start).reshaped(-1, size)
            return (fromStart .> -0.5) * (fromStart .< Double(hole(size)) - 0.5)
        }
        let (count, height, width) = (x.shape[0], x.shape[2], x.shape[3])
        let hiddenRows = inside(height, rows).reshaped(count, 1, height, 1)
        return x * (1 - hiddenRows * inside(width, columns).reshaped(count, 1, 1, width))
    }

    /// Side of the hole in pixels.
    private static func hole(_ size: Int) -> Int { Int(Double(size) * 0.5 + 0.5) }
}
