import Foundation
import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(WaveSchedule.self) }

/// A number that swings evenly between two others.
public final class WaveSchedule: Schedule {
    public struct Settings: ComponentSettings {
        @Setting("number at the start") public var from: Double
        @Setting("number after half a period") public var to: Double
        @Setting("thousands of images of a period", above: 0) public var periodKimg: Double = 100

        public init() {}
    }

    public static let name = "wave"
    public static let summary = "swings between two numbers"

    private let from: Double
    private let to: Double
    private let period: Double

    public init(_ settings: Settings, _ build: BuildContext) {
        (from, to, period) = (settings.from, settings.to, settings.periodKimg)
    }

    public var range: ClosedRange<Double> { min(from, to)...max(from, to) }

    public func value(at position: TrainingPosition) -> Double {
        let share = (1 - cos(2 * .pi * position.kimg / period)) / 2
        return from * (1 - share) + to * share
    }
}
