import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ContrastiveHead.self) }

/// 2C, the conditional contrastive loss of ContraGAN (Kang and Park 2020, arXiv:2006.12681): embeddings of images are close
/// to their class's vector and to each other within a class, and far from all others (METHODS §9).
public final class ContrastiveHead: Module, DiscriminatorHead, ObjectiveTerm, BatchComparing {
    public struct Settings: ComponentSettings {
        @Setting("weight of the loss", in: 0...) public var weight: Double = 1
        @Setting("temperature that divides cosine similarities; published: 1 for CIFAR-10", above: 0) public
            var temperature: Double = 1
        @Setting("size of the embeddings", in: 1...65_536) public var size: Int = 512

        public init() {}
    }

    public static let name = "contrastive"
    public static let summary = "contrastive loss that groups embeddings by class (2C, ContraGAN)"
    public static let source: String? = "Kang and Park 2020, arXiv:2006.12681"

    @Inlined private var embedding: ProxyEmbedding
    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) throws {
        _embedding = Inlined(wrappedValue: try ProxyEmbedding(size: settings.size, build))
        self.settings = settings
    }

    public func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        embedding(features, labels)
    }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? .realLogits : .fakeLogits
    }

    /// Refuses batches of one image: the loss would always be zero.
    public func objection(to batch: BatchLayout) -> BatchObjection? {
        guard batch.count < 2 else { return nil }
        return .refused(
            "it compares images with each other, so it needs at least 2 images at once; it has 1")
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let pass = try step.phase == .discriminator ? step.real() : step.fake()
        guard let rows = ProxyEmbedding.Rows(try pass.output, pass.labels) else { return Tensor(0) }
        return settings.weight * Self.loss(rows, temperature: settings.temperature)
    }

    /// The mean of -log((e^{s(e, p) / T} + Σ of its class e^{s / T}) / (e^{s(e, p) / T} + Σ of all others e^{s / T})).
    package static func loss(_ rows: ProxyEmbedding.Rows, temperature: Double) -> Tensor {
        let count = rows.cosinesToProxies.count
        let toProxy = (rows.cosinesToProxies / temperature).reshaped(count, 1)
        let toOthers = rows.cosines / temperature - 1e9 * (1 - rows.others)  // [N, N]
        let toSameClass = toOthers - 1e9 * (1 - rows.sameClass)
        func logSum(_ others: Tensor) -> Tensor { concatenate([toProxy, others], axis: 1).logSumExp(axis: 1) }
        return (logSum(toOthers) - logSum(toSameClass)).mean()
    }
}
