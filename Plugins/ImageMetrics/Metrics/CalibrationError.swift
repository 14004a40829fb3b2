import GANCore

/// The expected calibration error of a fixed classifier on generated images: how far its confidence is from the share of
/// images that it names as asked.
public final class CalibrationError: Metric {
    public struct Settings: ComponentSettings {
        @Setting("number of equal parts of the confidences from 0 to 1", in: 1...1000)
        public var bins: Int = 15

        public init() {}
    }

    public static let name = "calibration"
    public static let summary = "expected calibration error of a fixed classifier of real images on generated ones"
    public static let source: String? = "Guo et al. 2017, arXiv:1706.04599, equation 3"
    public let needs = MetricNeeds(features: [.generatedByClass], classes: true)
    private let bins: Int

    public init(_ settings: Settings, _ build: BuildContext) { bins = settings.bins }

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let (names, counts) = (inputs.info.classNames, inputs.info.trainingCounts)
        let images = try NamedImages(inputs.features(.generatedByClass), inputs, for: Self.name)
        let own = names.indices.map { images.images(of: $0) }
        let classes = own.map { own in
            ValuesByClass.Class(
                fakes: own.count, value: error(of: own, images), caveat: own.isEmpty ? "no generated image" : nil)
        }
        let name = inputs.extractor.scoreName("calibration_error")
        var scores =
            error(of: Array(images.asked.indices), images).map { [MetricScore(name, $0, better: .lower)] } ?? []
        for group in TailGroup.allCases where !counts.isEmpty {
            let pooled = names.indices.filter { TailGroup(trainingImages: counts[$0]) == group }.flatMap { own[$0] }
            guard let value = error(of: pooled, images) else { continue }
            scores.append(MetricScore("\(name)_\(group.rawValue)", value, better: .lower))
        }
        let table = ValuesByClass(names: names, trainingCounts: counts, classes: classes).table(
            name, title: "calibration error of the classifier on each class", better: .lower)
        return MetricResult(scores, classes: [table])
    }

    /// The mean over images of |share of right names − mean confidence| of their bin. A bin contains its upper end.
    /// - Returns: nil without images.
    private func error(of own: [Int], _ images: NamedImages) -> Double? {
        guard !own.isEmpty else { return nil }
        var gaps = [Double](repeating: 0, count: bins)
        for image in own {
            let confidence = images.confidence[image]
            let bin = min(max(Int((confidence * Double(bins)).rounded(.up)) - 1, 0), bins - 1)
            gaps[bin] += (images.named[image] == images.asked[image] ? 1 : 0) - confidence
        }
        return gaps.reduce(0) { $0 + $1.magnitude } / Double(own.count)
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(CalibrationError.self) }
