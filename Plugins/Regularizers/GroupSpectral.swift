import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(GroupSpectral.self) }

/// gSR, group spectral regularization (Rangwani et al. 2022, arXiv:2208.09932): when a rare class collapses, the spectral
/// norm of its parameters in the generator explodes. This term penalizes the largest singular value of these parameters,
/// reshaped to a matrix.
///
/// The mean over layers and classes of λ_c · (σ(gain)² + σ(bias)²) for layers with class-dependent parameters, as published.
/// For a generator without such layers but with styles, it penalizes W row by row. That is ours: no authors' code for this
/// case is public.
public final class GroupSpectral: Module, Regularizer {
    public enum Iteration: String, CaseIterable, Sendable, SettingValue {
        /// Each matrix has its own singular vectors.
        case corrected
        /// The authors' code: the left vector of a bias is computed with the right vector of the gain.
        case published
    }

    public struct Settings: ComponentSettings {
        @Setting("if above 0, rarer classes have a larger weight; published: 0.99 and 0.999", in: 0...0.999999)
        public var effectiveNumberBeta: Double = 0.99
        @Setting("power iteration: corrected, or as in the authors' code") public var iteration = Iteration.corrected
        @Setting("steps of the first power iteration", in: 1...1000) public var firstIterations: Int = 40
        @Setting("steps of each later power iteration", in: 1...1000) public var iterations: Int = 4

        public init() {}
    }

    public static let name = "group_spectral"
    public static let summary = "penalizes the spectral norm of each class's parameters (gSR); for long tails"
    public static let source: String? = "Rangwani et al. 2022, arXiv:2208.09932"

    /// One per matrix and layer, gains before biases; made by `attach`.
    private var vectors: [SingularVectors] = []
    /// Whether the attached generator has no class-dependent layers, so that its styles are penalized.
    private var readsStyles = false
    private let settings: Settings
    private let factors: Tensor  // [C, 1]
    private let random: RandomStream

    public init(_ settings: Settings, _ build: BuildContext) throws {
        guard build.data.labelKind == .classes else {
            throw RecipeError(
                problem: "it needs classes as labels", fix: "use data with classes, or remove this regularizer")
        }
        self.settings = settings
        let factors = build.data.rarityFactors(beta: settings.effectiveNumberBeta)
        self.factors = Tensor(factors, shape: [factors.count, 1]).converted(to: .float32)
        random = build.random
    }

    public func validate(_ composition: Composition) throws {
        let matrices = try Self.matrices(of: composition.generator)
        guard !matrices.isEmpty || composition.generator is any StyleGenerator else {
            throw RecipeError(
                problem: "it needs a generator with class-dependent parameters or with styles",
                fix: "use biggan or stylegan2, or remove this regularizer")
        }
    }

    public func attach(to composition: Composition) throws {
        let matrices = try Self.matrices(of: composition.generator)
        vectors = matrices.map { SingularVectors(count: $0.shape[0], size: $0.shape[1], random: random) }
        readsStyles = matrices.isEmpty
    }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        guard phase == .generator else { return nil }
        return readsStyles ? .styles : []
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        readsStyles ? try penaltyOfStyles(step) : try penaltyOfLayers(step.generator)
    }

    /// The gains and biases of all classes, layer by layer: each [C, features].
    private static func matricesInGraph(of generator: any Generator) throws -> [Tensor] {
        try generator.modules().flatMap { try ($0.module as? any ClassConditionalLayer)?.classMatrices() ?? [] }
    }

    private func penaltyOfLayers(_ generator: any Generator) throws -> Tensor {
        let matrices = try Self.matricesInGraph(of: generator).map(Self.folded)
        var squares: [Tensor] = []
        for (index, matrix) in matrices.enumerated() {
            let count = vectors[index].isFresh ? settings.firstIterations : settings.iterations
            let borrowed = settings.iteration == .published && index % 2 == 1 ? vectors[index - 1].right : nil
            vectors[index].follow(matrix, steps: count, leftFrom: borrowed)
            squares.append((vectors[index].value(of: matrix).squared() * factors.reshaped(-1)).mean())
        }
        // Each layer has a gain and a bias, whose squares are summed.
        return squares.reduce(Tensor(0)) { $0 + $1 } / (Double(squares.count) / 2)
    }

    private func penaltyOfStyles(_ step: StepView) throws -> Tensor {
        let pass = try step.generated()
        let matrix = Self.folded(try pass.mapped)
        let fresh = SingularVectors(count: matrix.shape[0], size: try pass.mapped.shape[1], random: step.random)
        fresh.follow(matrix, steps: settings.iterations, leftFrom: nil)
        let weights = matmul(pass.labels, factors).reshaped(-1)
        return (fresh.value(of: matrix).squared() * weights).mean()
    }

    private static func matrices(of generator: any Generator) throws -> [Tensor] {
        try withoutGradients { try matricesInGraph(of: generator) }
    }

    /// Reshapes [N, features] to [N, a, b] with a and b as equal as possible.
    private static func folded(_ rows: Tensor) -> Tensor {
        let size = SingularVectors.squarest(rows.shape[1])
        return rows.reshaped(rows.shape[0], size.height, size.width)
    }
}
