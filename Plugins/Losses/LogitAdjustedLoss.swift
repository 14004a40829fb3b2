import GANCore
import GANModule
import GANTensor
import Glibc

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LogitAdjustedLoss.self) }

/// Logit adjustment of a conditional discriminator (after Menon et al. 2021, arXiv:2007.07314; METHODS §17.3).
///
/// With real classes of prior π and generated ones of prior u, the best logit is log p(x|y) / q(x|y) + log π(y) / u(y). The
/// discriminator's loss gets D(x, y) + log π(y) / u(y), so D itself learns the ratio within the class. The generator's loss, scores
/// and rejection use D without the offset, so rare classes are not judged by their label. Where π = u the offset is 0.
public final class LogitAdjustedLoss: Module, LabelReadingLoss, WrappingLoss {
    public struct Settings: ComponentSettings {
        @Setting("inner loss") public var loss = ComponentReference<any AdversarialLoss>("logistic")
        @Setting("whether the offset of each class is learned, from log π/u on") public var learned = false

        public init() {}
    }

    public static let name = "logit_adjusted"
    public static let summary =
        "the discriminator's loss adds log π/u, the ratio of real and generated class priors, to its logits"
    public static let source: String? = "after Menon et al. 2021, arXiv:2007.07314"
    public let inner: any AdversarialLoss
    private let learned: ClassOffsets?

    /// - Throws: `RecipeError` if the data has no classes.
    public init(_ settings: Settings, _ build: BuildContext) throws {
        guard build.data.labelKind == .classes else {
            throw RecipeError(
                problem: "it needs classes, but the data has none", fix: "use another loss, such as logistic")
        }
        inner = try build.component(settings.loss, "loss")
        learned = settings.learned ? ClassOffsets(build.data.labelSize) : nil
    }

    public func adjusted(_ logits: Tensor, labels: Tensor, in phase: Phase, _ priors: LabelPriors) throws -> Tensor {
        let own = try adjustedByInner(logits, labels: labels, in: phase, priors)
        guard phase == .discriminator else { return own }
        let offsets = Tensor(try Self.offsets(priors), shape: [priors.data.labelSize, 1]).converted(to: .float32)
        let total = learned.map { offsets + $0.change } ?? offsets  // [C, 1]
        let rows = matmul(labels.converted(to: .float32), total)  // [N, 1]
        return own + (own.shape.rank == 1 ? rows.reshaped(to: [own.shape[0]]) : rows)
    }

    /// log π/u of each class. A class that one of the two never draws has no ratio, and the offset 0.
    static func offsets(_ priors: LabelPriors) throws -> [Double] {
        zip(try priors.real(), try priors.fake()).map { $0 > 0 && $1 > 0 ? log($0 / $1) : 0 }
    }
}

/// What is learned of the classes' offsets, trained with the discriminator.
private final class ClassOffsets: Module {
    /// [C, 1], added to log π/u.
    @Parameter var change: Tensor

    init(_ classes: Int) { change = .zeros([classes, 1]) }
}
