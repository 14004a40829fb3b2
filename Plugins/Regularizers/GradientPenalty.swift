import GANCore
import GANModule

/// The keys of gradient penalties that are means over images.
public struct GradientPenaltySettings: ComponentSettings {
    @Setting(ImageWeights.summary) public var classWeights: ComponentReference<any Sampler>? = nil

    public init() {}
}

/// A gradient penalty that is a mean over images, which may be weighted by class.
public class GradientPenalty: Module {
    let weights: ImageWeights

    public required init(_ settings: GradientPenaltySettings, _ build: BuildContext) throws {
        weights = try ImageWeights(settings.classWeights, "class_weights", build)
    }
}
