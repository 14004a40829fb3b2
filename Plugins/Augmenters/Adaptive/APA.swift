import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(APA.self) }

/// Adaptive pseudo augmentation (Jiang et al. 2021, arXiv:2111.06849; METHODS §8): with an adaptive probability, the
/// discriminator sees a generated image in place of a real one, with the label of the real one.
///
/// As published, the images are those of the generator's latest phase. Another augmenter may follow.
public final class APA: Module, RealReplacer, StepObserver {
    public struct Settings: ComponentSettings {
        @Setting("initial probability of a replacement", in: 0...1) public var p: Scheduled = 0
        @Setting("adaptation of the probability to overfitting; null: constant") public var adaptive: AdaptiveOptions? =
            AdaptiveOptions()
        @Setting("augmenter that is applied afterwards to real and generated images; null: none")
        public var augmenter: ComponentReference<any Augmenter>? = nil

        public init() {}

        public func conflicts() -> [RecipeError] {
            if let conflict = AdaptiveProbability.conflict(p, adaptive) { return [conflict] }
            guard adaptive == nil, p.isAlwaysZero else { return [] }
            return [
                RecipeError(
                    key: "p", problem: "it is 0 and constant, so no image is replaced", fix: "set p, for example to 0.2"
                )
            ]
        }
    }

    public static let name = "apa"
    public static let summary = "replaces real images by generated ones with adaptive probability (APA); for few images"
    public static let source: String? = "Jiang et al. 2021, arXiv:2111.06849"

    /// The generator's latest images, [N, C, H, W].
    @Buffer var pseudo: RowBuffer
    private let probability: AdaptiveProbability
    private let augmenter: (any Augmenter)?

    public init(_ settings: Settings, _ build: BuildContext) throws {
        _pseudo = Buffer(.gatheredRows, rowShape: [build.data.channels, build.data.height, build.data.width])
        probability = AdaptiveProbability(start: settings.p, settings.adaptive)
        augmenter = try settings.augmenter.map { try build.component($0, "augmenter") }
    }

    public func callAsFunction(_ images: Tensor, random: RandomStream) throws -> Tensor {
        try augmenter?.augmented(images, random: random) ?? images
    }

    public func replacing(_ reals: Tensor, from row: Int, random: RandomStream) -> Tensor {
        let (count, kept) = (reals.shape[0], pseudo.rows)
        let draws = random.hostUniform(count).map(Double.init)
        guard kept.rank == reals.rank, draws.contains(where: { $0 < probability.p }) else { return reals }
        let places = (0..<count).map { Int32((row + $0) % kept.shape[0]) }
        let substitutes = kept.rows(at: Tensor(places, shape: [count])).converted(to: reals.dtype)
        let chosen = draws.map { $0 < probability.p ? 1.0 : 0 }
        return select(Tensor(chosen, shape: [count, 1, 1, 1]).converted(to: reals.dtype), substitutes, reals)
    }

    public func observe(_ event: StepEvent) throws {
        guard case .generated(let pass) = event else { return }
        pseudo = RowBuffer(try pass.images)
    }
}
