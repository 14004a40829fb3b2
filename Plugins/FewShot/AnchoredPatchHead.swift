import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(AnchoredPatchHead.self) }

/// The discriminator's head for `cross_domain_correspondence`: it judges whole images near anchors, and patches of other
/// images, by a convolution of an early feature map (Ojha et al. 2021, arXiv:2104.06820, section 3.2; METHODS §11.5).
public final class AnchoredPatchHead: Module, MapReadingHead, ObjectiveTerm, StepObserver {
    public struct Settings: ComponentSettings {
        public var switching = AnchorSettings()
        @Setting(
            "resolution of the feature map for patches; null: the largest map with the most channels", in: 4...4096)
        public var resolution: Int? = nil

        public init() {}
    }

    public static let name = "anchored_patch"
    public static let summary = "judges whole images near anchors, and patches of other images (CDC)"
    public static let source: String? = "Ojha et al. 2021, arXiv:2104.06820"

    @ModuleList private var listed: [Module]
    private let whole: UnregisteredModule
    private let patches: PatchLayer
    private let map: Int
    private let settings: Settings
    /// The number of the next step.
    @Buffer(.same) private var step = 0

    public var judgesParts: Bool { true }

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let maps = build.layers.maps
        guard let largest = maps.map(\.channels).max() else {
            throw RecipeError(
                problem: "this head needs feature maps, which the discriminator does not provide",
                fix: "use a discriminator with feature maps, such as stylegan2, or another head")
        }
        let found = maps.firstIndex { size in
            settings.resolution.map { size.resolution == $0 } ?? (size.channels == largest)
        }
        guard let found else {
            throw RecipeError(
                key: "resolution", problem: "there is no feature map of this resolution",
                fix: "use one of " + maps.map { "\($0.resolution)" }.joined(separator: ", "))
        }
        (map, self.settings) = (found, settings)
        whole = UnregisteredModule(build.layers.linear(build.features, 1, true))
        patches = PatchLayer(maps[found].channels, random: build.random)
        _listed = ModuleList(wrappedValue: [whole.map], names: [build.layers.outputName])
    }

    var every: Int { settings.switching.every }

    // MARK: A term of nothing, that it may check

    public func requiredInputs(in phase: Phase) -> RequiredInputs? { nil }
    public func penalty(_ step: StepView) throws -> Tensor { Tensor(0) }

    /// The head counts steps, so the latents must be near anchors at exactly these steps.
    public func validate(_ composition: Composition) throws {
        guard let term = composition.regularizers.first(where: { $0.regularizer is Correspondence }) else {
            throw RecipeError(
                problem: "this head needs `cross_domain_correspondence`, which draws latents near anchors",
                fix: "add `cross_domain_correspondence` to `regularizers`, or use another head")
        }
        let schedule = term.schedule
        guard schedule.weight.range.lowerBound > 0, schedule.from == 0, schedule.until == nil else {
            throw RecipeError(
                problem: "`\(term.name)` does not draw latents near anchors at every step",
                fix: "set its weight above 0, and remove from and until")
        }
    }

    public func observe(_ event: StepEvent) throws {
        switch event {
        // Transferred weights contain the step count of another run.
        case .begins: step = 0
        case .finished(let steps, _): step = steps
        default: break
        }
    }

    public func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        DiscriminatorOutput(logits: whole.map(features).reshaped(-1), features: features)
    }

    public func callAsFunction(
        _ features: Tensor, maps: [Tensor], _ labels: Tensor, _ pass: ForwardPass
    ) -> DiscriminatorOutput {
        guard pass.phase != nil, !settings.switching.isAnchored(step) else { return self(features, labels, pass) }
        return DiscriminatorOutput(logits: patches(maps[map]), features: features)
    }
}

/// A 3 × 3 convolution to one logit per position, with an equalized learning rate.
private final class PatchLayer: Module {
    @Parameter private var weight: Tensor  // [1, in, 3, 3], normal
    @Parameter private var bias: Tensor  // [1], zeros

    init(_ channels: Int, random: RandomStream) {
        weight = random.normal([1, channels, 3, 3])
        bias = .zeros([1])
    }

    /// x [N, in, H, W] to [N, H · W].
    func callAsFunction(_ x: Tensor) -> Tensor {
        let gain = 1 / Double(weight.shape[1] * 9).squareRoot()
        return (x.convolved(with: weight * gain, .padded(1)) + bias.reshaped(1, 1, 1, 1)).reshaped(x.shape[0], -1)
    }
}
