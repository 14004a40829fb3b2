import GANCore

/// The keys of a schedule that goes from one number to another.
public struct RampSettings: ComponentSettings {
    @Setting("value at the start") public var from: Double
    @Setting("value at the end") public var to: Double
    @Setting("thousands of images after which the change starts", in: 0...) public var fromKimg: Double = 0
    @Setting("thousands of images after which the change is complete", in: 0...) public var untilKimg: Double

    public init() {}

    public func conflicts() -> [RecipeError] {
        guard untilKimg <= fromKimg else { return [] }
        return [
            RecipeError(
                key: "until_kimg", problem: "the change ends at \(untilKimg) kimg but starts at \(fromKimg) kimg",
                fix: "set until_kimg above from_kimg")
        ]
    }
}

/// A change from one number to another; constant before and after it.
struct Ramp: Sendable {
    let from: Double
    let to: Double
    let fromKimg: Double
    let untilKimg: Double

    init(_ settings: RampSettings) {
        (from, to, fromKimg, untilKimg) = (settings.from, settings.to, settings.fromKimg, settings.untilKimg)
    }

    var range: ClosedRange<Double> { min(from, to)...max(from, to) }

    /// The completed fraction of the change, in 0 ... 1.
    func progress(at position: TrainingPosition) -> Double {
        min(max((position.kimg - fromKimg) / (untilKimg - fromKimg), 0), 1)
    }

    /// The number after a fraction of the way from `from` to `to`, never outside the two.
    func value(after fraction: Double) -> Double {
        fraction >= 1 ? to : min(max(from + (to - from) * fraction, range.lowerBound), range.upperBound)
    }
}
