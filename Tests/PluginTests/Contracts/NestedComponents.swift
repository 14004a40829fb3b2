import GANCore
import GANModule
import GANTensor

/// A mistake in what a component returns for a batch of 8.
enum Fault: String, CaseIterable, Sendable, SettingValue {
    case none, rows, column, mean, each, cut, infinite, throwing

    func applied(to value: Tensor) throws -> Tensor {
        switch self {
        case .none, .each: return value
        case .rows: return value.rows(0..<min(4, value.shape[0]))
        case .column: return value.reshaped(-1, 1)
        case .mean: return value.mean()
        case .cut: return value.detached()
        case .infinite: return value / 0
        case .throwing: throw OwnError()
        }
    }
}

struct OwnError: Error, CustomStringConvertible {
    let description = "an error of the author's own"
}

struct FaultSettings: ComponentSettings {
    @Setting("the mistake") var fault = Fault.none
}

/// A component whose mistake can begin later.
protocol Faulty: Module {
    var fault: Fault { get set }
}

extension Composition {
    /// Lets the mistake of every faulty component begin.
    func begin(_ fault: Fault) {
        for (_, module) in modules {
            for case let part as any Faulty in module.modules().map(\.module) { part.fault = fault }
        }
    }
}

final class NestedAugmenter: Module, Augmenter, Faulty {
    static let name = "nested_augmenter"
    static let summary = "an augmenter for tests"
    var fault: Fault

    init(_ settings: FaultSettings, _ build: BuildContext) { fault = settings.fault }

    func callAsFunction(_ images: Tensor, random: RandomStream) throws -> Tensor { try fault.applied(to: images) }
}

/// The difference of mean logits.
final class NestedLoss: Module, AdversarialLoss, Faulty {
    struct Settings: ComponentSettings {
        @Setting("the mistake") var fault = Fault.none
        @Setting("whether the discriminator's loss has it, and not the generator's") var isOfDiscriminator = false
    }

    static let name = "nested_loss"
    static let summary = "a loss for tests"
    var fault: Fault
    private let isOfDiscriminator: Bool

    init(_ settings: Settings, _ build: BuildContext) {
        (fault, isOfDiscriminator) = (settings.fault, settings.isOfDiscriminator)
    }

    func discriminator(real: Tensor, fake: Tensor) throws -> Tensor {
        guard isOfDiscriminator else { return fake.mean() - real.mean() }
        return try fault == .each ? fake : fault.applied(to: fake.mean() - real.mean())
    }

    func generator(real: Tensor?, fake: Tensor) throws -> Tensor {
        if isOfDiscriminator { return -fake.mean() }
        return try fault == .each ? -fake : fault.applied(to: -fake.mean())
    }
}

/// A linear head.
final class NestedHead: Module, DiscriminatorHead, Faulty {
    struct Settings: ComponentSettings {
        @Setting("the mistake of the logits") var fault = Fault.none
        @Setting("the mistake of the features") var featureFault = Fault.none
    }

    static let name = "nested_head"
    static let summary = "a head for tests"
    var fault: Fault
    private let featureFault: Fault
    private let layer: any VectorMap

    init(_ settings: Settings, _ build: BuildContext) {
        (fault, featureFault) = (settings.fault, settings.featureFault)
        layer = build.layers.linear(build.features, 1, true)
    }

    func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        DiscriminatorOutput(
            logits: try fault.applied(to: layer(features).reshaped(-1)),
            features: try featureFault.applied(to: features))
    }
}

/// A linear embedding.
final class NestedConditioner: Module, Conditioner, Faulty {
    struct Settings: ComponentSettings {
        @Setting("the mistake") var fault = Fault.none
        @Setting("columns that the network did not ask for", in: 0...) var moreColumns: Int = 0
    }

    static let name = "nested_conditioner"
    static let summary = "a conditioner for tests"
    var fault: Fault
    private let layer: Linear

    init(_ settings: Settings, _ build: BuildContext) {
        fault = settings.fault
        layer = Linear(build.data.labelSize, build.features + settings.moreColumns, random: build.random)
    }

    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor { try fault.applied(to: layer(labels)) }
}

/// A discriminator that gives its head features of a wrong shape.
final class CarelessDiscriminator: Module, Discriminator {
    static let name = "careless_discriminator"
    static let summary = "a discriminator for tests"
    let head: (any DiscriminatorHead)?
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }

    init(_ head: any DiscriminatorHead) { self.head = head }
    init(_ settings: NoSettings, _ build: BuildContext) { head = nil }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        guard let head else { return DiscriminatorOutput(logits: images.mean(1, 2, 3)) }
        return try head.output(images.reshaped(images.shape[0], 2, -1), labels, pass)
    }
}
