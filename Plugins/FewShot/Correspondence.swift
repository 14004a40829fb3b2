import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Correspondence.self) }

/// Cross-domain correspondence: images of a few latents differ from each other as they did before training (Ojha et al. 2021,
/// arXiv:2104.06820; METHODS §11.5). Every few steps the adversarial loss sees neighbors of fixed latents, the anchors; beside the
/// head `anchored_patch` patches of all other images.
///
/// A frozen copy of the generator, made before the first step, is kept in checkpoints.
public final class Correspondence: Module, Regularizer, LatentEditor, StepObserver, SourceDependent {
    public struct Settings: ComponentSettings {
        public var switching = AnchorSettings()
        @Setting("fixed latents", in: 1...1_000_000) public var anchors: Int = 10
        @Setting("standard deviation around them", in: 0...) public var spread: Double = 0.1
        @Setting("images that are compared with each other", in: 3...65_536) public var batch: Int = 4

        public init() {}
    }

    public static let name = "cross_domain_correspondence"
    public static let summary =
        "images differ from each other as they did before training (CDC); published weight: 1000"
    public static let source: String? = "Ojha et al. 2021, arXiv:2104.06820"

    private let settings: Settings
    private let random: RandomStream
    private var anchors: Tensor?  // [anchors, latentSize]; follows from the seed
    private var source: FrozenGenerator?

    public init(_ settings: Settings, _ build: BuildContext) { (self.settings, random) = (settings, build.random) }

    public func needs(in phase: Phase) -> RequiredInputs? { phase == .generator ? .fakeLogits : nil }

    public func check(_ composition: Composition) throws {
        if let head = composition.discriminator.head as? AnchoredPatchHead, head.every != settings.switching.every {
            throw RecipeError(
                key: "anchor_every", problem: "the head sees whole images every \(counted(head.every, "step"))",
                fix: "anchor_every: \(head.every)")
        }
    }

    public func join(_ composition: Composition) throws {
        guard composition.generator is any FeatureGenerator,
            let twin = composition.generatorCopy as? any FeatureGenerator
        else {
            throw RecipeError(
                problem: "the generator does not show what its layers make",
                fix: "use one that does, such as stylegan2, or remove this regularizer")
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

    /// Neighbors of anchors are judged as a whole, so they stay neighbors in every layer.
    public func allowsStyleMixing(step: Int) -> Bool { !settings.switching.isAnchored(step) }

    // MARK: Distances

    public func penalty(_ step: StepView) throws -> Tensor {
        guard let source = source?.generator, let generator = step.generator as? any FeatureGenerator else {
            return Tensor(0)
        }
        source.setTraining(false)
        let (made, count) = (try step.generated(), settings.batch)
        let z = step.random.normal([count, generator.latentSize])
        let picks = step.random.integers(below: made.labels.shape[0], [count])
        let labels = made.labels.shape[1] == 0 ? .zeros([count, 0]) : made.labels.rows(at: picks)
        let own = features(generator, z, labels, step, "own")
        let old = withoutGradients { features(source, z, labels, step, "source") }
        // The first layer's features are next to constant, and left out.
        let layers = step.random.integers(below: own.count - 1, [count]).scalars(as: Int32.self).map { Int($0) + 1 }
        return Self.divergence(of: own, from: old, layers: layers)
    }

    /// In a pass that moves no running average and mixes no styles.
    private func features(
        _ generator: any FeatureGenerator, _ z: Tensor, _ labels: Tensor, _ step: StepView, _ path: String
    ) -> [Tensor] {
        let seed = UInt64(step.random.integers(below: Int(Int32.max), []).item())
        let pass = ForwardPass(phase: nil, random: RandomStream(seed: seed, path: path))
        return generator.features(generator.latents(z, labels, pass).styles, pass)
    }

    /// The mean over pairs i ≠ j of p log(p / q), where p and q are the softmax over j of the cosines of features of i and j, of the
    /// source and of the generator.
    /// - Parameters:
    ///   - own: [N, C, H, W] of each layer.
    ///   - source: the same, constants.
    ///   - layers: which of them image i is compared in.
    static func divergence(of own: [Tensor], from source: [Tensor], layers: [Int]) -> Tensor {
        let rows = layers.enumerated().map { row, layer in
            let (new, old) = (cosines(own[layer], of: row), cosines(source[layer], of: row))
            let (p, logP) = (old.softmax(axis: 0), old - old.logSumExp(axis: 0, keepDim: true))
            return (p * (logP - (new - new.logSumExp(axis: 0, keepDim: true)))).sum()
        }
        let sum = rows.reduce(Tensor(0)) { $0 + $1 }
        return sum / Double(layers.count * (layers.count - 1))
    }

    /// Of image `row` with every other: [N - 1].
    private static func cosines(_ features: Tensor, of row: Int) -> Tensor {
        let count = features.shape[0]
        let flat = features.reshaped(count, -1)
        let unit = flat / maximum(flat.squared().sum(1, keepDims: true).sqrt(), Tensor(1e-8))
        let all = (unit * unit.rows(row..<row + 1)).sum(1)  // [N]
        return concatenate([all.rows(0..<row), all.rows(row + 1..<count)].filter { $0.count > 0 }, axis: 0)
    }
}

/// A generator as it was.
private final class FrozenGenerator: Module, FrozenNetwork {
    let generator: any FeatureGenerator

    init(_ generator: any FeatureGenerator) {
        generator.freeze()
        self.generator = generator
    }
}

/// When the discriminator sees whole images of anchors.
public struct AnchorSettings: ComponentSettings {
    @Setting("at every so many steps images are neighbors of anchors, and judged as a whole", in: 1...)
    public var anchorEvery: Int = 4

    public init() {}

    var every: Int { anchorEvery }

    func isAnchored(_ step: Int) -> Bool { step % anchorEvery == 0 }
}
