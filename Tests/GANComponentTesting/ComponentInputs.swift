import GANCore
import GANModule
import GANTensor

/// A few noise images of 4 × 4 pixels with one channel, in -1 ... 1, and three long-tailed classes: 24 images, of which 12 have
/// class 0, 6 class 1 and 6 class 2.
public func tinyDataset() throws -> any Dataset { try tinyComposition().data }

/// The gradients of one update, as an optimizer gets them.
/// - Parameter values: one for each parameter, in its shape; nil if the loss does not depend on the parameter.
public func gradients(_ values: [Tensor?], of parameters: [Parameter]) -> ParameterGradients {
    ParameterGradients(values, of: parameters)
}

/// The event of a pass of the adversarial loss in the discriminator's phase, as a hook observes it.
/// - Parameter logits: one for each image.
public func discriminated(_ source: DiscriminatorPass.Source, logits: [Float]) -> StepEvent {
    let output = DiscriminatorOutput(logits: Tensor(logits, shape: [logits.count]))
    return .discriminated(
        DiscriminatorPass(
            source: source, isPrimary: true, labels: .zeros([logits.count, 0]),
            rows: DiscriminatorPass.Rows(images: nil, output: output), access: .all(in: .discriminator)))
}

/// The result of a metric for hand-made features. Names of scores end in `_tiny`.
/// - Parameters:
///   - real: features [N, F] of real images.
///   - generated: features [M, F] of generated images.
/// - Throws: `UndeclaredMetricInput`, and what the metric throws.
public func measured(_ metric: some Metric, real: Tensor, generated: Tensor) throws -> MetricResult {
    let provider = TinyFeatures(sets: [
        .real: try Features(real, name: "real"), .generated: try Features(generated, name: "generated"),
    ])
    let extractor = try TinyExtractor(NoSettings(), testBuild("features", .squares(4)))
    return try metric.measure(
        MetricInputs(metric: type(of: metric).name, needs: metric.needs, extractor, .init(), seed: 0, provider))
}

private struct TinyFeatures: MetricInputProvider {
    let sets: [MeasuredSet: Features]

    func features(_ set: MeasuredSet) -> Features? { sets[set] }
    func images(_ set: MeasuredSet) -> (any MeasuredImages)? { nil }
    var generator: MeasuredGenerator? { nil }
    func trainingClassNames() -> [String] { [] }
    func report(_ step: PreparationStep) {}
}

/// The network of hand-made features.
private final class TinyExtractor: FeatureExtractor {
    static let name = "tiny"
    static let summary = "a network for tests"
    let dimension = 1
    let preparation = ImagePreparation(side: 1, .bilinear, clips: false, centers: [0], scales: [1])

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func features(of images: Tensor) -> ExtractedFeatures { ExtractedFeatures(rows: images.mean(2, 3)) }
}
