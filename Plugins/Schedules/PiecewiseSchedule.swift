import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(PiecewiseSchedule.self) }

/// Straight lines between points; constant before the first and after the last.
public final class PiecewiseSchedule: Schedule {
    public struct Settings: ComponentSettings {
        @Setting("values at the points") public var values: [Double]
        @Setting("thousands of images of each point", in: 0...) public var kimg: [Double]

        public init() {}
    }

    public static let name = "piecewise"
    public static let summary = "straight lines between points, such as a warm-up"

    private let points: Points

    public init(_ settings: Settings, _ build: BuildContext) throws {
        points = try Points(kimg: settings.kimg, values: settings.values, positions: settings.values.count)
    }

    public var range: ClosedRange<Double> { points.range }

    public func value(at position: TrainingPosition) -> Double {
        let next = points.reached(at: position)
        guard next > 0, next < points.values.count else { return points.values[next == 0 ? 0 : next - 1] }
        let (start, end) = (points.kimg[next - 1], points.kimg[next])
        let share = (position.kimg - start) / (end - start)
        return points.values[next - 1] * (1 - share) + points.values[next] * share
    }
}
