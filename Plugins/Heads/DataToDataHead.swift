import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(DataToDataHead.self) }

/// D2D-CE, the data-to-data cross entropy of ReACGAN (Kang et al. 2021, arXiv:2111.01118): embeddings stay within a margin of
/// their class's vector and keep a margin to images of other classes (METHODS §9).
public final class DataToDataHead: Module, DiscriminatorHead, ObjectiveTerm, BatchComparing {
    public enum Form: String, CaseIterable, Sendable, SettingValue {
        /// The authors' code: it subtracts the maximum from the terms of other classes and does not add it again.
        case published
        /// The formula of the paper.
        case corrected
    }

    public struct Settings: ComponentSettings {
        @Setting("weight of the loss; published: 0.5 for CIFAR-10", in: 0...) public var weight: Double = 0.5
        @Setting("cosine similarity above which an image is close enough to its class", in: 0...1) public var margin:
            Double = 0.98
        @Setting("temperature that divides margins; published: 0.25 to 0.5", above: 0) public var temperature: Double =
            0.5
        @Setting("size of the embeddings", in: 1...65_536) public var size: Int = 512
        @Setting("the formula of the authors' code or of the paper") public var form = Form.published

        public init() {}
    }

    public static let name = "d2d_ce"
    public static let summary = "cross entropy between images and class vectors, with margins (D2D-CE, ReACGAN)"
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
        return settings.weight * Self.loss(rows, settings)
    }

    /// The mean of a + log(e^{-a} + Σ of other classes e^b), where a = relu((m - s(e, p)) / T) and b = relu((s + m - 1) / T).
    package static func loss(_ rows: ProxyEmbedding.Rows, _ settings: Settings) -> Tensor {
        let (margin, temperature) = (settings.margin, settings.temperature)
        let own = relu((margin - rows.cosinesToProxies) / temperature)  // [N]
        let reach = (rows.cosines + (margin - 1)) / temperature  // [N, N]
        var others = relu(reach)
        if settings.form == .published, reach.shape[0] > 1 {
            // The similarity of an image with itself, always the largest, is excluded.
            let largest = select(rows.others, reach, Tensor(-.infinity)).detached().max(1, keepDims: true)
            others = others - largest
        }
        let far = others - 1e9 * rows.sameClass
        return (own + concatenate([(-own).reshaped(own.count, 1), far], axis: 1).logSumExp(axis: 1)).mean()
    }
}
