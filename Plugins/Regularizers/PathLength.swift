import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(PathLength.self) }

/// Path length regularization (Karras et al. 2020, arXiv:1912.04958, sec. 3.2): a step of fixed size in W should change the
/// image by a fixed amount, regardless of W and the direction.
public final class PathLength: Module, Regularizer {
    public struct Settings: ComponentSettings {
        @Setting("divisor of the training batch size; the quotient is the term's batch size", in: 1...) public
            var shrink: Int = 2
        @Setting("weight of new lengths in the running mean", in: 0...1) public var rate: Double = 0.01

        public init() {}
    }

    public static let name = "path_length"
    public static let summary = "keeps the generator's gradient from W to images near its running mean"
    public static let source: String? = "Karras et al. 2020, arXiv:1912.04958"

    /// Running mean of the lengths, a scalar.
    @Buffer(.mean) var mean = Tensor(0)
    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) { self.settings = settings }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .generator ? [.fakeImages, .styles] : nil
    }

    public func arrange(_ layout: inout BatchLayout, for phase: Phase) {
        layout.count = max(1, layout.count / settings.shrink)
    }

    public func validate(_ composition: Composition) throws {
        guard composition.generator is any StyleGenerator else {
            throw RecipeError(
                problem: "it needs a generator with styles, but this generator has none",
                fix: "use a generator with styles, such as stylegan2, or remove this regularizer")
        }
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let pass = try step.generated()
        let images = try pass.images
        let noise = step.random.normal(images.shape, dtype: images.dtype)
        let lengths = Self.lengths(images, try pass.styles, noise: noise)
        step.report("length", lengths.mean())
        return penalty(of: lengths)
    }

    /// √ of the mean over layers of ‖∂(Σ images · noise / √(H · W)) / ∂styles‖².
    /// - Parameters:
    ///   - images: [N, C, H, W], computed from `styles`.
    ///   - styles: [N, layers, styleSize].
    ///   - noise: [N, C, H, W], normal.
    /// - Returns: [N].
    package static func lengths(_ images: Tensor, _ styles: Tensor, noise: Tensor) -> Tensor {
        let scale = 1 / Double(images.shape[2] * images.shape[3]).squareRoot()
        let gradients = gradient(of: (images * noise).sum() * scale, wrt: styles, createGraph: true)
        return gradients.squared().sum(2).mean(1).sqrt()
    }

    /// The mean is updated first, and the part of it that depends on these lengths stays in the graph, as published.
    package func penalty(of lengths: Tensor) -> Tensor {
        let old = mean.converted(to: lengths.dtype)
        let new = old + settings.rate * (lengths.mean() - old)
        mean = new.converted(to: .float32)
        return (lengths - new).squared().mean()
    }
}
