import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(SquareRootSampler.self) }

/// Classes in proportion to the square root of their number of samples: p ∝ n^½, between the data and balanced classes (Kang et
/// al. 2020, arXiv:1910.09217, eq. 1 with q = ½). Samples are drawn with replacement.
public final class SquareRootSampler: CountingSampler {
    public static let name = "square_root"
    public static let summary = "classes in proportion to the square root of their number of images"
    public static let source: String? = "Kang et al. 2020, arXiv:1910.09217"
    public let sampleWeights = SampleWeights()

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func weights(of counts: [Int]) -> [Double] { counts.map { 1 / Double($0).squareRoot() } }
}
