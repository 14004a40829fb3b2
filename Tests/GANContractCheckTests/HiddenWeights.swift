import GANContractCheck
import GANCore
import GANModule
import GANTensor

/// Keeps weights where `Module` does not look for them.
final class HidingAugmenter: Module, Augmenter {
    static let name = "hiding"
    static let summary = "an augmenter for tests"

    private struct Pair {
        let left: Linear
        let size = 1
    }

    private let tables: [String: Linear]
    private let both: (Linear, Int)
    private let pair: Pair
    private let blocks: [[Linear]]
    private let scales: [Parameter]
    private let maybe: [Linear?]
    private let shift: Tensor
    private let inner: Inner
    private lazy var late = Linear(1, 1, random: RandomStream(seed: 1, path: "late"))
    private lazy var lateScale = Parameter(wrappedValue: Tensor(1))
    private lazy var lateShift = Tensor(0).requiringGradient()
    private lazy var cache = Tensor(0)
    // These are found, or are none.
    private let found: [Linear]
    private let optional: Linear?
    private let index: [String: Linear]
    @Parameter var gain = Tensor(1)
    @Buffer(.same) var count = 0
    private let constant = Tensor(2)

    init(_ settings: NoSettings, _ build: BuildContext) {
        func layer() -> Linear { Linear(1, 1, random: RandomStream(seed: 1, path: "layer")) }
        (tables, both, pair) = (["a": layer()], (layer(), 1), Pair(left: layer()))
        (blocks, scales, maybe) = ([[layer()]], [Parameter(wrappedValue: Tensor(1))], [nil, layer()])
        (shift, inner, found, optional) = (Tensor(0).requiringGradient(), Inner(), [layer()], layer())
        index = ["first": found[0]]
    }

    final class Inner: Module {
        private let pair = (1, Parameter(wrappedValue: Tensor(1)))
    }

    func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor { images * gain + lateShift + cache }
}

/// A loss with a weight, and no module.
final class WeightedLoss: AdversarialLoss {
    static let name = "weighted"
    static let summary = "a loss for tests"
    @Parameter var weight = Tensor(1)

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func discriminator(real: Tensor, fake: Tensor) -> Tensor { (fake.mean() - real.mean()) * weight }
    func generator(real: Tensor?, fake: Tensor) -> Tensor { -fake.mean() * weight }
}

/// Makes a weight when it is first used.
final class LazyAugmenter: Module, Augmenter {
    static let name = "lazy"
    static let summary = "an augmenter for tests"
    private lazy var shift = Tensor(0).requiringGradient()

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor { images + shift }
}

/// Its defaults do not fit each other.
final class CarelessAugmenter: Module, Augmenter {
    struct Settings: ComponentSettings {
        @Setting("the least share", in: 0...1) var least: Double = 0.5
        @Setting("the largest share", in: 0...1) var largest: Double = 0.25

        init() {}

        func conflicts() -> [RecipeError] {
            least <= largest ? [] : [RecipeError(key: "least", problem: "it is above `largest`", fix: "lower it")]
        }
    }

    static let name = "careless"
    static let summary = "an augmenter for tests"

    init(_ settings: Settings, _ build: BuildContext) {}

    func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor { images }
}

/// Needs a value, and refuses small images.
final class DemandingAugmenter: Module, Augmenter {
    enum Fault: String, CaseIterable, SettingValue { case none, nan, slices, thrown, always }

    struct Settings: ComponentSettings {
        @Setting("which of them", in: 0...10) var number: Int
        @Setting("what is wrong") var fault = Fault.none

        init() {}
    }

    static let name = "demanding"
    static let summary = "an augmenter for tests"
    @Buffer(.same) var mean: Float = 0
    private let fault: Fault

    struct Surprise: Error {}

    init(_ settings: Settings, _ build: BuildContext) throws {
        fault = settings.fault
        if fault == .thrown { throw Surprise() }
        guard build.data.channels == 3, fault != .always else {
            throw RecipeError(problem: "it needs images with 3 channels", fix: "use other data")
        }
    }

    func callAsFunction(_ images: Tensor, random: RandomStream) throws -> Tensor {
        if fault == .slices, images.shape[0] < 8 { throw Surprise() }
        if fault == .nan, mean == 8 { mean = .infinity }
        mean += 1
        return images
    }
}
