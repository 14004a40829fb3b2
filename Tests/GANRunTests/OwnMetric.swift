import GANZoo

/// A metric of a test: how much darker generated images are than the reference. It stands in this file alone, and nothing else in
/// the project names it.
public final class Darkness: Metric {
    public struct Settings: ComponentSettings {
        @Setting("divides the difference of levels", above: 0) public var scale: Double = 255

        public init() {}
    }

    public static let name = "test_darkness"
    public static let summary = "mean level of real images minus that of generated ones"
    public let needs = MetricNeeds(images: [.real, .generatedByClass], classes: true)
    private let scale: Double

    public init(_ settings: Settings, _ build: BuildContext) { scale = settings.scale }

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let (real, fake) = (try levels(inputs.images(.real)), try levels(inputs.images(.generatedByClass)))
        let rows = inputs.info.classNames.enumerated().map { number, name in
            ClassScores.Row(
                name, trainingImages: inputs.info.trainingCounts[number], reals: real.count(number),
                fakes: fake.count(number), (real.mean(number) - fake.mean(number)) / scale)
        }
        let total = rows.compactMap(\.value).reduce(0, +) / Double(rows.count)
        return MetricResult(
            [MetricScore("test_darkness", total, better: .lower)],
            classes: [ClassScores("test_darkness", title: "darkness of each class", better: .lower, rows)])
    }

    private func levels(_ images: any MeasuredImages) throws -> [(class: Int, level: Double)] {
        var all: [(class: Int, level: Double)] = []
        try images.forEachBatch { levels, classes in
            all += zip(classes, levels.mean(1, 2, 3).scalars(as: Float.self)).map { ($0, Double($1)) }
        }
        return all
    }
}

extension [(class: Int, level: Double)] {
    fileprivate func count(_ number: Int) -> Int { count { $0.class == number } }

    fileprivate func mean(_ number: Int) -> Double {
        let own = filter { $0.class == number }.map(\.level)
        return own.reduce(0, +) / Double(own.count)
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Darkness.self) }
