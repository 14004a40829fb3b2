import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(StepSchedule.self) }

/// Constant numbers, each from a position on.
public final class StepSchedule: Schedule {
    public struct Settings: ComponentSettings {
        @Setting("numbers, the first from the start") public var values: [Double]
        @Setting("thousands of images after which each further number applies", in: 0...) public var kimg: [Double]

        public init() {}
    }

    public static let name = "step"
    public static let summary = "jumps from number to number"

    private let points: Points

    public init(_ settings: Settings, _ build: BuildContext) throws {
        points = try Points(kimg: settings.kimg, values: settings.values, positions: settings.values.count - 1)
    }

    public var range: ClosedRange<Double> { points.range }

    public func value(at position: TrainingPosition) -> Double { points.values[points.reached(at: position)] }
}
