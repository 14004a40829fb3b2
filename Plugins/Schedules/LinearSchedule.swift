import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LinearSchedule.self) }

/// A straight line from one number to another.
public final class LinearSchedule: Schedule {
    public static let name = "linear"
    public static let summary = "changes evenly from one number to another"

    private let ramp: Ramp

    public init(_ settings: RampSettings, _ build: BuildContext) { ramp = Ramp(settings) }

    public var range: ClosedRange<Double> { ramp.range }

    public func value(at position: TrainingPosition) -> Double { ramp.value(after: ramp.progress(at: position)) }
}
