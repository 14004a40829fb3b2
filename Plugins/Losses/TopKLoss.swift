import GANCore
import GANModule
import GANTensor
import Glibc

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(TopKLoss.self) }

/// Top-k training: the generator learns from the images of a batch that fool the discriminator best, and from fewer of them with
/// every pass over the data (Sinha et al. 2020, arXiv:2002.06224). k = max(decay^epoch, floor) · batch; the discriminator's loss is the
/// inner one's.
public final class TopKLoss: Module, AdversarialLoss, StepObserver, BatchComparing {
    public struct Settings: ComponentSettings {
        @Setting("the loss whose part is taken") public var loss = ComponentReference<any AdversarialLoss>("logistic")
        @Setting("share of the images that each epoch leaves", in: 0.0001...1) public var decay: Double = 0.99
        @Setting("share below which it does not fall", in: 0.0001...1) public var floor: Double = 0.5

        public init() {}
    }

    public static let name = "top_k"
    public static let summary = "the generator learns from its best images alone, from fewer with time"
    public static let source: String? = "Sinha et al. 2020, arXiv:2002.06224"

    /// Passes over the data so far.
    @Buffer var epoch = 0
    private let inner: any AdversarialLoss
    private let settings: Settings
    private let samples: Int

    public init(_ settings: Settings, _ build: BuildContext) throws {
        inner = try build.component(settings.loss, "loss")
        (self.settings, samples) = (settings, max(build.data.count, 1))
    }

    public func discriminator(real: Tensor, fake: Tensor) -> Tensor { inner.discriminator(real: real, fake: fake) }

    public func generator(fake: Tensor) -> Tensor {
        let share = max(pow(settings.decay, Double(epoch)), settings.floor)
        // An image whose patches are judged counts with their mean.
        let logits = fake.detached().reshaped(fake.shape[0], -1).mean(1).scalars(as: Float.self)
        let count = max(Int(share * Double(logits.count)), 1)
        guard count < logits.count else { return inner.generator(fake: fake) }
        let best = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }.prefix(count)
        return inner.generator(fake: fake.rows(at: Tensor(best.map(Int32.init), shape: [count])))
    }

    /// Of one image none can be left out.
    public func objection(to batch: BatchLayout) -> BatchObjection? {
        guard batch.count < 2 else { return nil }
        return .refused(
            "`\(Self.name)` leaves out the worst images of a batch, and has 1 to choose from: it needs 2 at once")
    }

    public func observe(_ event: StepEvent) {
        if case .finished(_, let images) = event { epoch = images / samples }
    }
}
