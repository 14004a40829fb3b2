import GANCore
import Glibc

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(EffectiveNumberSampler.self) }

/// A sample of a class of n samples has the weight 1 / E, where E = (1 - β^n) / (1 - β) is the effective number of samples (Cui
/// et al. 2019, arXiv:1901.05555, eq. 2). With β = 0 that is the data, and β near 1 balances the classes. Samples are drawn with
/// replacement.
public final class EffectiveNumberSampler: CountingSampler {
    public struct Settings: ComponentSettings {
        @Setting("β of the effective number: 0, classes as in the data; near 1, balanced", in: 0...0.999_999_999)
        public var beta: Double = 0.9999

        public init() {}
    }

    public static let name = "effective_number"
    public static let summary = "a class of n images has a share of n / E, with E their effective number"
    public static let source: String? = "Cui et al. 2019, arXiv:1901.05555"
    public let sampleWeights = SampleWeights()
    private let beta: Double

    public init(_ settings: Settings, _ build: BuildContext) { beta = settings.beta }

    public func weights(of counts: [Int]) -> [Double] { counts.map { (1 - beta) / (1 - pow(beta, Double($0))) } }
}
