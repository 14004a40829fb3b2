import GANCore
import GANTensor

/// The feature extractor of images for which neither the user nor a recipe names one. Training and all commands choose by it. The
/// extractors say which images they are for (`FeatureExtractor.usualImages`).
package struct UsualFeatures: Hashable, Sendable {
    /// The extractor's name.
    package let name: String
    /// What in the images decided: "the images are in color".
    package let reason: String

    /// Whether it is for gray and small images.
    package let isForSmallImages: Bool

    /// The largest side, in pixels, at which images count as small.
    private static let smallSide = 64

    /// - Parameter side: the larger side of the images, in pixels.
    package init(isInColor: Bool, side: Int) {
        let isLarge = side > Self.smallSide
        reason =
            isInColor
            ? "the images are in color"
            : isLarge ? "the images are larger than \(Self.smallSide) pixels" : "the images are gray and small"
        isForSmallImages = !isInColor && !isLarge
        name = Self.name(for: isForSmallImages ? .smallAndGray : .colorOrLarge)
    }

    private static func name(for images: UsualImages) -> String {
        let own = ComponentCatalog.linked.entries(.extractor).first {
            ($0.type as? any FeatureExtractor.Type)?.usualImages == images
        }
        return own?.name ?? "\(images)"
    }

    /// - Parameter forms: of all images that are compared. Color in any of them counts.
    package init(_ forms: [MeasuredForm]) {
        self.init(
            isInColor: forms.contains(where: \.isInColor), side: forms.map { max($0.width, $0.height) }.max() ?? 0)
    }
}

/// Stands where there is no feature extractor. Metrics that read no features are measured beside it.
package final class AbsentFeatures: FeatureExtractor {
    package static let name = "none"
    package static let summary = "no features"
    package let dimension = 0
    /// Images pass unchanged, in color.
    package let preparation = ImagePreparation(
        side: 1, .bilinear, clips: false, centers: [0, 0, 0], scales: [1, 1, 1])
    /// Why there are no features.
    package let remark: String?
    private let missing: MetricError

    /// - Parameter missing: says why there are no features, and how to get them.
    package init(_ missing: MetricError, leavingOut metrics: [String]) {
        self.missing = missing
        remark = "not measured: \(listed(metrics)): \(missing.problem); \(missing.fix)"
    }

    package init(_ settings: NoSettings, _ build: BuildContext) throws {
        throw MetricError("`none` is not an extractor", fix: "choose one from `ganzoo features list`")
    }

    package func features(of images: Tensor) throws -> ExtractedFeatures { throw missing }
}

extension MetricNeeds {
    /// Whether it reads features or class probabilities of a feature network.
    package var readsFeatures: Bool { !features.isEmpty || probabilities }
}
