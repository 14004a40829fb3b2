import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(DataToDataHead.self) }

/// D2D-CE, the data-to-data cross entropy of ReACGAN (Kang et al. 2021, arXiv:2111.01118): embeddings come within a margin of the vector of
/// their class and leave one to images of other classes (METHODS §9).
public final class DataToDataHead: Module, DiscriminatorHead, ObjectiveTerm, BatchComparing {
    public enum Form: String, CaseIterable, Sendable, SettingValue {
        /// With a maximum that the authors' code subtracts, and does not add again, from what other classes count.
        case published
        /// As the paper has it.
        case corrected
    }

    public struct Settings: ComponentSettings {
        @Setting("factor of the loss; published: 0.5 for CIFAR-10", in: 0...) public var weight: Double = 0.5
        @Setting("cosine above which an image is near enough to its class", in: 0...1) public var margin: Double = 0.98
        @Setting("what margins are divided by; published: 0.25 to 0.5", above: 0) public var temperature: Double = 0.5
        @Setting("size of the embeddings", in: 1...65_536) public var size: Int = 512
        @Setting("as the authors' code has it, or as the paper") public var form = Form.published

        public init() {}
    }

    public static let name = "d2d_ce"
    public static let summary = "images come near their class's vector, others keep away (D2D-CE, ReACGAN)"
    public static let source: String? = "Kang et al. 2021, arXiv:2111.01118"

    @Inlined private var embedding: ProxyEmbedding
    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) throws {
        _embedding = Inlined(wrappedValue: try ProxyEmbedding(size: settings.size, build))
        self.settings = settings
    }

    public func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        embedding(features, labels)
    }

    public func needs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realLogits : .fakeLogits }

    /// Of one image the loss is zero whatever it is.
    public func objection(to batch: BatchLayout) -> BatchObjection? {
        guard batch.count < 2 else { return nil }
        return .refused("`\(Self.name)` compares images with each other, and 1 image has no other: it needs 2 at once")
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let pass = try step.phase == .discriminator ? step.real() : step.fake()
        guard let rows = ProxyEmbedding.Rows(try pass.output, pass.labels) else { return Tensor(0) }
        return settings.weight * Self.loss(rows, settings)
    }

    /// The mean of a + log(e^{-a} + Σ of other classes e^b), where a = relu((m - s(e, p)) / T) and b = relu((s + m - 1) / T).
    package static func loss(_ rows: ProxyEmbedding.Rows, _ settings: Settings) -> Tensor {
        let (margin, temperature) = (settings.margin, settings.temperature)
        let own = relu((margin - rows.cosinesToProxies) / temperature)  // [N]
        let reach = (rows.cosines + (margin - 1)) / temperature  // [N, N]
        var others = relu(reach)
        if settings.form == .published, reach.shape[0] > 1 {
            // Its own cosine, the largest of all, does not count.
            let largest = select(rows.others, reach, Tensor(-.infinity)).detached().max(1, keepDims: true)
            others = others - largest
        }
        let far = (others.exp() * (1 - rows.sameClass)).sum(1)
        return (own + ((-own).exp() + far).log()).mean()
    }
}
