import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ClassifierHead.self) }

/// The discriminator also classifies images, and both networks are trained for correct classification (Odena et al. 2017,
/// arXiv:1610.09585). Two variants prevent the generator from making only images that are easy to classify (METHODS §9).
public final class ClassifierHead: Module, DiscriminatorHead, ObjectiveTerm, TransferableModule {
    public enum Variant: String, CaseIterable, Sendable, SettingValue {
        /// AC-GAN.
        case plain
        /// A second classifier is trained only on generated images, and the generator works against it (Gong et al. 2019,
        /// arXiv:1907.02690).
        case tac
        /// Real and generated images of a class are two classes (Hou et al. 2022, arXiv:2107.10060).
        case adc
    }

    public struct Settings: ComponentSettings {
        @Setting("classification: plain, tac or adc") public var variant = Variant.plain
        @Setting("weight of the classifier's cross entropy", in: 0...) public var weight: Double = 1
        @Setting("for tac: weight of the second classifier's cross entropy", in: 0...) public var twinWeight: Double = 1
        @Setting("whether features are normalized to length 1 before classification; normalize_d_embed in StudioGAN")
        public var normalizesFeatures = false

        public init() {}
    }

    public static let name = "auxiliary_classifier"
    public static let summary = "the discriminator also classifies images (AC-GAN, TAC-GAN, ADC-GAN)"
    public static let source: String? = "Odena et al. 2017, arXiv:1610.09585"

    @ModuleList private var listed: [Module]
    private let maps: HeadMaps
    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let classes = try build.classCount()
        func classifier(_ outputs: Int) -> any VectorMap { build.layers.linear(build.features, outputs, false) }
        let logit = build.logitMap()
        switch settings.variant {
        case .plain: maps = HeadMaps([logit, ("linear2", classifier(classes))])
        case .tac: maps = HeadMaps([logit, ("linear2", classifier(classes)), ("linear_mi", classifier(classes))])
        case .adc: maps = HeadMaps([logit, ("linear2", classifier(2 * classes))])
        }
        _listed = maps.series
        self.settings = settings
    }

    public var transferAxes: [String: TransferAxis] {
        switch settings.variant {
        case .plain: maps.transferAxes(ofClassifier: 1)
        case .tac: maps.transferAxes(ofClassifier: 1).merging(maps.transferAxes(ofClassifier: 2)) { $1 }
        case .adc: maps.transferAxes(ofClassifier: 1, perLabel: 2)
        }
    }

    public func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        let seen = settings.normalizesFeatures ? unitRows(features) : features
        var evidence = ["classes": maps(1, seen)]
        if settings.variant == .tac { evidence["twin"] = maps(2, seen) }
        return DiscriminatorOutput(logits: maps.logits(features), features: features, evidence: evidence)
    }

    // MARK: Its term

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        guard phase == .discriminator else { return .fakeLogits }
        return settings.variant == .plain ? .realLogits : [.realLogits, .fakeLogits]
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        switch (settings.variant, step.phase) {
        case (.plain, .discriminator): return settings.weight * (try entropy(step.real()))
        case (.plain, .generator): return settings.weight * (try entropy(step.fake()))
        case (.tac, .discriminator):
            let twin = settings.twinWeight * (try entropy(step.fake(), "twin"))
            return settings.weight * (try entropy(step.real())) + twin
        case (.tac, .generator):
            let twin = settings.twinWeight * (try entropy(step.fake(), "twin"))
            return settings.weight * (try entropy(step.fake())) - twin
        case (.adc, .discriminator):
            return settings.weight * (try entropy(step.real(), side: 0) + entropy(step.fake(), side: 1))
        case (.adc, .generator):
            return settings.weight * (try entropy(step.fake(), side: 0) - entropy(step.fake(), side: 1))
        }
    }

    /// - Parameter side: for pairs of classes: 0 for the real one, 1 for the generated one.
    private func entropy(_ pass: DiscriminatorPass, _ name: String = "classes", side: Int? = nil) throws -> Tensor {
        guard let logits = try pass.output.evidence[name] else { return Tensor(0) }
        return Self.crossEntropy(logits, side.map { Self.paired(pass.labels, side: $0) } ?? pass.labels)
    }

    /// The mean of -log softmax(logits) at the label.
    /// - Parameters:
    ///   - logits: [N, K].
    ///   - labels: [N, K], one-hot.
    package static func crossEntropy(_ logits: Tensor, _ labels: Tensor) -> Tensor {
        (logits.logSumExp(axis: 1) - (logits * labels).sum(1)).mean()
    }

    /// Maps labels [N, K] to pairs of classes, [N, 2 K]: class y becomes 2 y + side.
    package static func paired(_ labels: Tensor, side: Int) -> Tensor {
        let column = labels.reshaped(labels.shape[0], labels.shape[1], 1)
        return column.padded(2, before: side, after: 1 - side).reshaped(labels.shape[0], -1)
    }
}
