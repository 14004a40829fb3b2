import GANCore
import GANModule
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnInspection.self) }

/// Reports how steep the discriminator is at real images: the mean squared length of the gradient of its logits.
public final class OwnInspection: Module, TrainingHook {
    public static let name = "own_inspection"
    public static let summary = "reports the slope of the discriminator at real images"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    /// What `inspect` reads. The leaf makes the images a place with respect to which gradients exist.
    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realLogits, .realImageLeaf] : nil
    }

    /// The pass is that of the adversarial loss, whose gradients follow: `createGraph` keeps its graph for them.
    public func inspect(_ step: StepView) throws {
        let real = try step.real()
        let slopes = gradient(of: try real.logits.sum(), wrt: try real.images, createGraph: true)  // [N, C, H, W]
        step.report("slope", slopes.squared().sum(1, 2, 3).mean())
    }
}
