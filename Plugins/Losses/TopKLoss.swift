import GANCore
import GANModule
import GANTensor
import Glibc

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(TopKLoss.self) }

/// Top-k training: the generator learns only from the images of a batch with the highest logits, and from fewer of them with
/// every epoch (Sinha et al. 2020, arXiv:2002.06224). k = max(decay^epoch, floor) · batch; the discriminator's loss is that of
/// the inner loss.
public final class TopKLoss: Module, AdversarialLoss, StepObserver, BatchComparing {
    public struct Settings: ComponentSettings {
        @Setting("inner loss") public var loss = ComponentReference<any AdversarialLoss>("logistic")
        @Setting("factor by which each epoch reduces the fraction of images", in: 0.0001...1) public var decay: Double =
            0.99
        @Setting("minimum fraction of images", in: 0.0001...1) public var floor: Double = 0.5

        public init() {}
    }

    public static let name = "top_k"
    public static let summary =
        "the generator learns only from its best images, and from fewer of them with every epoch"
    public static let source: String? = "Sinha et al. 2020, arXiv:2002.06224"

    /// Number of epochs so far.
    @Buffer(.same) var epoch = 0
    private let inner: any AdversarialLoss
    private let settings: Settings
    private let samples: Int

    public init(_ settings: Settings, _ build: BuildContext) throws {
        inner = try build.component(settings.loss, "loss")
        guard !inner.generatorReadsReals else {
            throw RecipeError(
                key: "loss",
                problem:
                    "it pairs each generated image with a real one, but top_k keeps only some of the generated ones",
                fix: "use another inner loss, such as logistic, or no top_k")
        }
        guard !(inner is any LabelReadingLoss) else {
            let name = type(of: inner).name
            throw RecipeError(
                key: "loss", problem: "`\(name)` adjusts logits by labels, which top_k does not pass on",
                fix: "use it around top_k: `loss: {type: \(name), loss: top_k}`")
        }
        (self.settings, samples) = (settings, max(build.data.count, 1))
    }

    public func discriminator(real: Tensor, fake: Tensor) throws -> Tensor {
        try inner.discriminatorLoss(real: real, fake: fake)
    }

    public func generator(real: Tensor?, fake: Tensor) throws -> Tensor {
        let share = max(pow(settings.decay, Double(epoch)), settings.floor)
        let count = max(Int(share * Double(fake.shape[0])), 1)
        guard count < fake.shape[0] else { return try inner.generatorLoss(real: nil, fake: fake) }
        // An image with several patches is ranked by their mean.
        let logits = fake.detached().reshaped(fake.shape[0], -1).mean(1)
        return try inner.generatorLoss(real: nil, fake: fake.rows(at: Self.largest(count, of: logits)))
    }

    /// The places of the largest numbers, largest first and equal ones in their order: int32 [count]. Every number is compared with every
    /// other, so that a device computes the places and nothing is read from it.
    private static func largest(_ count: Int, of numbers: Tensor) -> Tensor {
        let size = numbers.count
        let own = numbers.reshaped(size, 1)
        let others = numbers.reshaped(1, size)
        let places = Tensor((0..<size).map(Float.init), shape: [size])
        let isEarlier = places.reshaped(1, size) .< places.reshaped(size, 1)
        let ranks = ((own .< others) + (own .== others) * isEarlier).sum(1)  // [size]
        let isAtRank = ranks.reshaped(1, size) .== places.rows(0..<count).reshaped(count, 1)
        return (isAtRank * places.reshaped(1, size)).sum(1).converted(to: .int32)
    }

    /// Refuses batches of one image: none can be dropped from them.
    public func objection(to batch: BatchLayout) -> BatchObjection? {
        guard batch.count < 2 else { return nil }
        return .refused(
            "it drops the worst images of a batch, so it needs at least 2 images at once; it has 1")
    }

    public func observe(_ event: StepEvent) {
        if case .finished(_, let images) = event { epoch = images / samples }
    }
}
