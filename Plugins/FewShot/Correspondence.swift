import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Correspondence.self) }

/// Cross-domain correspondence: differences among images of the same latents stay as they were before training (Ojha et al. 2021,
/// arXiv:2104.06820; METHODS §11.5). At an interval, the adversarial loss sees images of latents near fixed ones, the
/// anchors. With the head `anchored_patch` it sees only patches of other images.
///
/// A frozen copy of the generator from before the first step is saved in checkpoints.
public final class Correspondence: Module, Regularizer, LatentEditor, StepObserver, SourceDependent {
    public struct Settings: ComponentSettings {
        public var switching = AnchorSettings()
        @Setting("number of anchors, which are fixed latents", in: 1...1_000_000) public var anchors: Int = 10
        @Setting("standard deviation of latents around the anchors", in: 0...) public var spread: Double = 0.1
        @Setting("number of images that are compared with each other", in: 3...65_536) public var batch: Int = 4

        public init() {}
    }

    public static let name = "cross_domain_correspondence"
    public static let summary =
        "keeps the differences among images as before training (CDC); published weight: 1000"
    public static let source: String? = "Ojha et al. 2021, arXiv:2104.06820"

    private let settings: Settings
    private let random: RandomStream
    private var anchors: Tensor?  // [anchors, latentSize]; follows from the seed
    private var source: FrozenGenerator?

    public init(_ settings: Settings, _ build: BuildContext) { (self.settings, random) = (settings, build.random) }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .generator ? .fakeLogits : nil }

    public func validate(_ composition: Composition) throws {
        if let head = composition.discriminator.head as? AnchoredPatchHead, head.every != settings.switching.every {
            throw RecipeError(
                key: "anchor_every",
                problem:
                    "it is \(settings.switching.every) here but \(head.every) in the head `anchored_patch`; they must be equal",
                fix: "set anchor_every: \(head.every)")
        }
    }

    public func attach(to composition: Composition) throws {
        guard composition.generator is any FeatureGenerator,
            let twin = try composition.generatorCopy as? any FeatureGenerator
        else {
            throw RecipeError(
                problem: "it needs feature maps, which the generator does not provide",
                fix: "use a generator with feature maps, such as stylegan2, or remove this regularizer")
        }
        source = FrozenGenerator(twin)
        anchors = random.normal([settings.anchors, composition.generator.latentSize])
    }

    public func observe(_ event: StepEvent) throws {
        guard case .begins(let start) = event, let source else { return }
        MovingAverage(of: start.generator, in: source.generator, buffers: .copied).copy()
    }

    public func edited(_ z: Tensor, step: Int, random: RandomStream) -> Tensor {
        guard let anchors, settings.switching.isAnchored(step) else { return z }
        let picks = random.integers(below: settings.anchors, [z.shape[0]])
        return anchors.rows(at: picks) + settings.spread * random.normal(z.shape)
    }

    /// Images near anchors are judged as a whole, so all layers must use the same latents.
    public func allowsStyleMixing(step: Int) -> Bool { !settings.switching.isAnchored(step) }

    // MARK: Distances

    public func penalty(_ step: StepView) throws -> Tensor {
        guard let source = source?.generator, let generator = step.generator as? any FeatureGenerator else {
            return Tensor(0)
        }
        let (made, count) = (try step.generated(), settings.batch)
        let z = step.random.normal([count, generator.latentSize])
        let picks = step.random.integers(below: made.labels.shape[0], [count])
        let labels = made.labels.shape[1] == 0 ? .zeros([count, 0]) : made.labels.rows(at: picks)
        // The trained generator stays in training mode, and the pass serves no phase: it mixes no styles and updates no average.
        let own = try features(generator, z, labels, ForwardPass(phase: nil, random: Self.noise(step, "own")))
        let old = try InferenceSession.run(source) { session in
            try features(source, z, labels, session.pass(Self.noise(step, "source")))
        }
        // The first layer's features are nearly constant, so they are not compared.
        let layers = step.random.hostIntegers(below: own.count - 1, count).map { $0 + 1 }
        return Self.divergence(of: own, from: old, layers: layers)
    }

    private static func noise(_ step: StepView, _ path: String) -> RandomStream {
        RandomStream(seed: UInt64(step.random.hostInteger(below: Int(Int32.max))), path: path)
    }

    private func features(
        _ generator: any FeatureGenerator, _ z: Tensor, _ labels: Tensor, _ pass: ForwardPass
    ) throws -> [Tensor] {
        try generator.featureMaps(try generator.styleLatents(z, labels, pass).styles, pass)
    }

    /// The mean over pairs i ≠ j of p log(p / q), where p and q are the softmax over j of the cosine similarities of features
    /// i and j, of the source and of the generator.
    /// - Parameters:
    ///   - own: [N, C, H, W] of each layer.
    ///   - source: the same, constants.
    /// - layers: the layer in which image i is compared.
    static func divergence(of own: [Tensor], from source: [Tensor], layers: [Int]) -> Tensor {
        let rows = layers.enumerated().map { row, layer in
            let (new, old) = (cosines(own[layer], of: row), cosines(source[layer], of: row))
            let (p, logP) = (old.softmax(axis: 0), old - old.logSumExp(axis: 0, keepDim: true))
            return (p * (logP - (new - new.logSumExp(axis: 0, keepDim: true)))).sum()
        }
        let sum = rows.reduce(Tensor(0)) { $0 + $1 }
        return sum / Double(layers.count * (layers.count - 1))
    }

    /// Similarity of image `row` with every other: [N - 1].
    private static func cosines(_ features: Tensor, of row: Int) -> Tensor {
        let count = features.shape[0]
        let flat = features.reshaped(count, -1)
        let unit = flat / maximum(flat.squared().sum(1, keepDims: true).sqrt(), Tensor(1e-8))
        let all = (unit * unit.rows(row..<row + 1)).sum(1)  // [N]
        return concatenate([all.rows(0..<row), all.rows(row + 1..<count)].filter { $0.count > 0 }, axis: 0)
    }
}

/// A frozen copy of a generator.
private final class FrozenGenerator: Module, FrozenNetwork {
    let generator: any FeatureGenerator

    init(_ generator: any FeatureGenerator) {
        generator.freeze()
        self.generator = generator
    }
}

/// The schedule of whole images near anchors.
public struct AnchorSettings: ComponentSettings {
    @Setting("interval, in steps, at which images near anchors are judged as a whole", in: 1...)
    public var anchorEvery: Int = 4

    public init() {}

    var every: Int { anchorEvery }

    func isAnchored(_ step: Int) -> Bool { step % anchorEvery == 0 }
}
