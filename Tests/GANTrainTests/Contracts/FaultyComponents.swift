import GANCore
import GANModule
import GANTensor

/// A generator of one weight matrix, whose output a closure changes.
final class FaultyGenerator: Module, Generator {
    static let name = "faulty_generator"
    static let summary = "a generator for tests"
    let latentSize = 4
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    @Parameter var weight: Tensor
    private let shape: [Int]
    private let change: (Tensor) -> Tensor

    init(_ data: DatasetInfo, _ change: @escaping (Tensor) -> Tensor) {
        shape = [data.channels, data.height, data.width]
        self.change = change
        weight = RandomStream(seed: 1, path: "faulty").normal([shape.reduce(1, *), 4])
    }

    convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init(build.data) { $0 } }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        let images = matmul(z, weight, transposesRight: true).tanh()
        return GeneratorOutput(images: change(images.reshaped(z.shape[0], shape[0], shape[1], shape[2])))
    }
}

/// A discriminator of one weight, whose output a closure changes.
final class FaultyDiscriminator: Module, Discriminator {
    static let name = "faulty_discriminator"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    var judgesParts = false
    @Parameter var weight: Tensor = .ones([1])
    private let change: (DiscriminatorOutput, _ images: Tensor) -> DiscriminatorOutput

    init(_ change: @escaping (DiscriminatorOutput, Tensor) -> DiscriminatorOutput) { self.change = change }

    convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init { output, _ in output } }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        change(DiscriminatorOutput(logits: images.mean(1, 2, 3) * weight), images)
    }
}

final class FaultyAugmenter: Module, RealReplacer {
    static let name = "faulty_augmenter"
    static let summary = "an augmenter for tests"
    var change: (Tensor) -> Tensor = { $0 }
    var replace: (Tensor) -> Tensor = { $0 }

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor { change(images) }
    func replacing(_ reals: Tensor, from row: Int, random: RandomStream) -> Tensor { replace(reals) }
}

/// The difference of mean logits, which a closure changes.
final class FaultyLoss: AdversarialLoss {
    static let name = "faulty_loss"
    static let summary = "a loss for tests"
    private let change: (_ logits: Tensor) -> Tensor
    private let phase: Phase

    init(_ phase: Phase, _ change: @escaping (Tensor) -> Tensor) { (self.phase, self.change) = (phase, change) }

    convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init(.generator) { $0 } }

    func discriminator(real: Tensor, fake: Tensor) -> Tensor {
        phase == .discriminator ? change(fake) : fake.mean() - real.mean()
    }

    func generator(real: Tensor?, fake: Tensor) -> Tensor { phase == .generator ? change(fake) : -fake.mean() }
}

/// A term that changes latents.
final class FaultyEditor: Module, Regularizer, LatentEditor {
    static let name = "faulty_editor"
    static let summary = "a latent editor for tests"

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .generator ? .fakeLogits : nil }
    func penalty(_ step: StepView) throws -> Tensor { try step.fake().logits.mean() }
    func edited(_ z: Tensor, step: Int, random: RandomStream) -> Tensor { z.rows(0..<1) }
}

/// The tiny data with samples or facts that a closure changes.
final class FaultyData: Dataset {
    static let name = "faulty_data"
    static let summary = "data for tests"
    private(set) var info: DatasetInfo
    private let base: any Dataset
    private let change: (inout Samples) -> Void

    init(
        _ base: any Dataset, info changeInfo: (inout DatasetInfo) -> Void = { _ in },
        _ change: @escaping (inout Samples) -> Void = { _ in }
    ) {
        (self.base, self.change, info) = (base, change, base.info)
        changeInfo(&info)
    }

    init(_ settings: NoSettings, _ build: BuildContext) { preconditionFailure("no recipe names it") }

    func samples(at indices: [Int]) throws -> Samples {
        var samples = try base.samples(at: indices)
        change(&samples)
        return samples
    }

    func labels(at indices: [Int]) throws -> Tensor { try base.labels(at: indices) }
}

/// A term with a buffer that becomes NaN.
final class FaultyBuffer: Module, Regularizer {
    static let name = "faulty_buffer"
    static let summary = "a regularizer for tests"
    @Buffer(.mean) var mean: Float = 0

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realLogits : nil }

    func penalty(_ step: StepView) throws -> Tensor {
        mean = .nan
        return try step.real().logits.mean()
    }
}
