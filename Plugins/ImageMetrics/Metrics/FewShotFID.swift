import GANCore
import GANTensor

/// The Fréchet distance of all images of the classes with few training images together.
public final class FewShotFID: Metric {
    public struct Settings: ComponentSettings {
        @Setting("subtracted from the count in covariances: 1 as in NumPy's cov, 0 in StyleGAN's metrics", in: 0...1)
        public var ddof: Int = 1
        @Setting("classes with fewer training images than this count", in: 1...1_000_000)
        public var below: Int = 20

        public init() {}
    }

    public static let name = "few_shot_fid"
    public static let summary = "Fréchet distance of the pooled images of all classes with few training images"
    public static let source: String? = "Khorram et al. 2024, arXiv:2402.17065"
    public let needs = MetricNeeds(features: [.real, .generatedByClass], classes: true)
    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) { self.settings = settings }

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let (real, fake) = (try inputs.features(.real), try inputs.features(.generatedByClass))
        guard !real.classes.isEmpty, !fake.classes.isEmpty else {
            throw MetricError("the images have no classes", fix: "remove the metric \(Self.name)")
        }
        let few = try classes(inputs.info.trainingCounts)
        let sides = try [real, fake].map { try FeatureGaussian(of: Self.rows($0, few), ddof: settings.ddof) }
        let name = "\(inputs.extractor.distanceName)_few_shot"
        let caveat = Caveat.ofFewImages(min(sides[0].count, sides[1].count), sides[0].dimension).map {
            "\(name): \($0)"
        }
        return MetricResult(
            [MetricScore(name, try sides[0].distance(to: sides[1]), better: .lower)],
            caveats: [caveat].compactMap(\.self))
    }

    /// [n, D] of all these classes.
    private static func rows(_ features: Features, _ classes: Set<Int>) -> Tensor {
        let own = features.classes.indices.filter { classes.contains(features.classes[$0]) }.map(Int32.init)
        return features.rows.rows(at: Tensor(own, shape: [own.count]))
    }

    private func classes(_ counts: [Int]) throws(MetricError) -> Set<Int> {
        guard let fewest = counts.min() else {
            throw MetricError(
                "the numbers of training images of the classes are unknown, but `\(Self.name)` chooses classes by them",
                fix: "evaluate a run, or remove `\(Self.name)` from the metrics")
        }
        guard fewest < settings.below else {
            throw MetricError(
                "no class has fewer than \(counted(settings.below, "training image")); the fewest are \(fewest)",
                fix: "set `{type: \(Self.name), below: N}`, or remove it from the metrics")
        }
        return Set(counts.indices.filter { counts[$0] < settings.below })
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(FewShotFID.self) }
