import GANCore
import GANData
import GANMetrics
import GANTensor

/// The squared distance between images, in pixels and in features. The unit of each is the mean squared distance between two
/// images of the generator, so that neither depends on the size of images or on the scale of features.
struct ImageDistance {
    /// What images are compared by.
    struct View {
        /// [N, C, H, W] in -1 ... 1.
        let pixels: Tensor
        /// [N, D]; nil without features.
        let features: Tensor?
    }

    private let extractor: LoadedExtractor?
    private let pixelUnit: Double
    private let featureUnit: Double

    /// - Parameters:
    ///   - extractor: nil to compare pixels alone.
    ///   - images: of the generator; two or more.
    /// - Throws: errors of the extractor.
    init(_ extractor: LoadedExtractor?, unit images: [RasterImage]) throws {
        self.extractor = extractor
        let views = try withoutGradients { try images.map { try Self.view(of: $0.tensor, extractor) } }
        pixelUnit = Self.unit(views.map(\.pixels))
        featureUnit = Self.unit(views.compactMap(\.features))
    }

    /// The mean squared distance between two of the tensors; 1 if all are equal.
    private static func unit(_ tensors: [Tensor]) -> Double {
        guard tensors.count > 1 else { return 1 }
        let rows = concatenate(tensors.map { $0.reshaped(1, -1) }, axis: 0).converted(to: .float64)
        let unit = 2 * (rows - rows.mean(0, keepDims: true)).squared().sum().item() / Double(tensors.count - 1)
        return unit > 0 ? unit : 1
    }

    /// - Parameter images: [N, C, H, W], about -1 ... 1.
    func view(of images: Tensor) throws -> View { try Self.view(of: images, extractor) }

    private static func view(of images: Tensor, _ extractor: LoadedExtractor?) throws -> View {
        let features = try extractor.map { extractor in
            let levels = (images * 127.5 + 127.5).clamped(to: 0...255)
            return try ComponentError.locatingHere("evaluate.features") {
                try extractor.network.features(of: extractor.preparation(levels)).rows
            }
        }
        return View(pixels: images, features: features)
    }

    /// The sum of both distances, differentiable.
    func callAsFunction(_ one: View, _ other: View) -> Tensor {
        let pixels = (one.pixels - other.pixels).squared().sum() / pixelUnit
        guard let a = one.features, let b = other.features else { return pixels }
        return pixels + (a - b).squared().sum() / featureUnit
    }

    /// How far an image is from another, in numbers for people.
    func error(_ one: View, _ other: View) -> ProjectionError {
        let pixels = (one.pixels - other.pixels).squared().mean().item().squareRoot() * 127.5
        guard let a = one.features, let b = other.features else {
            return ProjectionError(levels: pixels, features: nil)
        }
        let features = ((a - b).squared().sum().item() / featureUnit).squareRoot()
        return ProjectionError(levels: pixels, features: features)
    }
}

extension RasterImage {
    /// [1, channels, height, width] in -1 ... 1.
    var tensor: Tensor { Tensor(planarValues, shape: [1, channels, height, width]) }
}
