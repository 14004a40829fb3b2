import Foundation
import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(CosineSchedule.self) }

/// Half a cosine wave from one number to another: slow, fast, slow (Loshchilov & Hutter 2017, arXiv:1608.03983, eq. 5).
/// R3GAN's schedules are of this kind (Huang et al. 2024, arXiv:2501.05441).
public final class CosineSchedule: Schedule {
    public static let name = "cosine"
    public static let summary = "changes from one number to another along half a cosine wave"
    public static let source: String? = "Loshchilov & Hutter 2017, arXiv:1608.03983"

    private let ramp: Ramp

    public init(_ settings: RampSettings, _ build: BuildContext) { ramp = Ramp(settings) }

    public var range: ClosedRange<Double> { ramp.range }

    public func value(at position: TrainingPosition) -> Double {
        ramp.value(after: (1 - cos(.pi * ramp.progress(at: position))) / 2)
    }
}
