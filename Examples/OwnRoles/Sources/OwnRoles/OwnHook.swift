import GANCore
import GANModule
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnHook.self) }

/// Reports the distance between the mean logits of real and generated images: a running mean, `hooks.own_hook.gap` in the metrics.
public final class OwnHook: Module, TrainingHook, MetricSource {
    /// Keys of the recipe, in snake case.
    public struct Settings: ComponentSettings {
        @Setting("decay rate of the running means", in: 0...1) public var decay: Double = 0.9

        public init() {}
    }

    public static let name = "own_hook"
    public static let summary = "reports the gap between the logits of real and generated images"

    /// In buffers, so that a resumed run goes on with them.
    @Buffer(.mean) private var real = Tensor(0)
    @Buffer(.mean) private var fake = Tensor(0)
    private let decay: Double

    public init(_ settings: Settings, _ build: BuildContext) { decay = settings.decay }

    /// Called for every event of a step. A pass that is not primary belongs to a term with an interval.
    public func observe(_ event: StepEvent) throws {
        guard case .discriminated(let pass) = event, pass.isPrimary else { return }
        let mean = try pass.logits.mean()
        if pass.source == .real {
            real = real * decay + mean * (1 - decay)
        } else {
            fake = fake * decay + mean * (1 - decay)
        }
    }

    public var metrics: [(name: String, value: Double)] { [("gap", real.item() - fake.item())] }
}
