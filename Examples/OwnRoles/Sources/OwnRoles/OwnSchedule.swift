import Foundation
import GANCore

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnSchedule.self) }

/// A number that swings evenly between two others.
public final class OwnSchedule: Schedule {
    /// Keys of the recipe, in snake case.
    public struct Settings: ComponentSettings {
        @Setting("number at the start") public var from: Double
        @Setting("number after half a period") public var to: Double
        @Setting("thousands of images in a period", above: 0) public var periodKimg: Double = 100

        public init() {}

        /// Values for `ganzoo plugin check`, since two settings have no default.
        public static var small: Self {
            var settings = Self()
            (settings.from, settings.to) = (1, 2)
            return settings
        }
    }

    public static let name = "own_schedule"
    public static let summary = "swings between two numbers"

    private let from: Double
    private let to: Double
    private let period: Double

    public init(_ settings: Settings, _ build: BuildContext) {
        (from, to, period) = (settings.from, settings.to, settings.periodKimg)
    }

    /// All values lie in it. The range of the setting that the schedule stands for must contain both ends.
    public var range: ClosedRange<Double> { min(from, to)...max(from, to) }

    /// A pure function of the position, so that a resumed run is bit-identical to an uninterrupted one.
    public func value(at position: TrainingPosition) -> Double {
        let share = (1 - cos(2 * .pi * position.kimg / period)) / 2
        return from * (1 - share) + to * share
    }
}
