import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(WeightedSampler.self) }

/// Classes in proportion to given weights. Samples are drawn with replacement.
public final class WeightedSampler: CountingSampler {
    public struct Settings: ComponentSettings {
        @Setting("share of each class or attribute, in the order of the data, relative to each other", in: 0...1e9)
        public var weights: [Double]

        public init() {}

        public func conflicts() -> [RecipeError] {
            guard !weights.contains(where: { $0 > 0 }) else { return [] }
            return [RecipeError(key: "weights", problem: "no weight is above 0", fix: "give one weight for each class")]
        }
    }

    public static let name = "weighted"
    public static let summary = "classes in proportion to given weights"
    public let sampleWeights = SampleWeights()
    private let shares: [Double]

    public init(_ settings: Settings, _ build: BuildContext) { shares = settings.weights }

    public func weights(of counts: [Int]) throws -> [Double] {
        guard shares.count == counts.count else {
            throw RecipeError(
                key: "weights",
                problem:
                    "it has \(counted(shares.count, "weight")), but the data has \(counted(counts.count, "class"))",
                fix: "give one weight for each class, in the order that `ganzoo recipe check` lists")
        }
        return zip(shares, counts).map { $0 / Double($1) }
    }
}
