import GANCore
import GANModule
import GANTensor

/// The inputs of components in a gradient check, and their functions.
struct GradientBatch {
    private let info: DatasetInfo
    private let modules: [Module]
    /// [count, C].
    private let labels: Tensor
    private let count = TinyWorld.batch

    init(_ composition: Composition) throws {
        info = composition.data.info
        modules = composition.modules.map(\.module)
        labels = try composition.data.labels(at: (0..<count).map { $0 % composition.data.info.count })
    }

    func functions(of generator: any Generator) throws -> [CheckedFunction] {
        let labels = labels
        let images = CheckedFunction(
            name: "its images", inputs: [normal("z", [count, generator.latentSize])],
            parameters: generator.trained("generator"), modules: modules
        ) { inputs in projected(try generator(inputs[0], labels, pass(.generator)).images, "images") }
        guard let styled = generator as? any StyleGenerator else { return [images] }
        let z = RandomStream(seed: 5, path: "z").normal([count, generator.latentSize])
        let shape = try keepingState(of: modules) { try styled.latents(z, labels, pass(.generator)).styles.shape }
        let fromStyles = CheckedFunction(
            name: "its images", inputs: [normal("the styles", shape)], parameters: generator.trained("generator"),
            modules: modules
        ) { inputs in projected(try styled.synthesize(inputs[0], pass(.generator)), "images") }
        return [images, fromStyles.slope]
    }

    func functions(of discriminator: any Discriminator) throws -> [CheckedFunction] {
        let labels = labels
        let output = CheckedFunction(
            name: "its output", inputs: [images], parameters: discriminator.trained("discriminator"), modules: modules
        ) { inputs in projected(try discriminator(inputs[0], labels, pass(.discriminator))) }
        return [output, output.slope]
    }

    func functions(of head: any DiscriminatorHead) throws -> [CheckedFunction] {
        let labels = labels
        let map = TinyHeadedDiscriminator.map
        let maps = normal("the feature maps", [count, map.channels, map.size.height, map.size.width])
        let output = CheckedFunction(
            name: "its output",
            inputs: [normal("the features", [count, TinyHeadedDiscriminator.features])]
                + (head is any MapReadingHead ? [maps] : []),
            parameters: head.trained("discriminator.head"), modules: modules
        ) { inputs in
            projected(try head.output(inputs[0], maps: Array(inputs.dropFirst()), labels, pass(.discriminator)))
        }
        return [output, output.slope]
    }

    func functions(of conditioner: any Conditioner) -> [CheckedFunction] {
        let labels = labels
        return [
            CheckedFunction(name: "its embeddings", parameters: conditioner.trained("conditioner"), modules: modules) {
                _ in
                projected(try conditioner.embeddings(labels, pass(.discriminator)), "embeddings")
            }
        ]
    }

    func functions(of augmenter: any Augmenter) -> [CheckedFunction] {
        let augmented = CheckedFunction(
            name: "its images", inputs: [images], parameters: augmenter.trained("augment"), modules: modules
        ) { inputs in projected(try augmenter(inputs[0], random: RandomStream(seed: 3, path: "augment")), "images") }
        return [augmented, augmented.slope]
    }

    func functions(of loss: any AdversarialLoss) -> [CheckedFunction] {
        let (real, fake) = (
            normal("the logits of real images", [count]), normal("the logits of generated images", [count])
        )
        let parameters = (loss as? Module)?.trained("loss") ?? []
        let constant = loss.generatorReadsReals ? RandomStream(seed: 5, path: "real").normal([count]) : nil
        return [
            CheckedFunction(
                name: "the discriminator's loss", inputs: [real, fake], parameters: parameters, modules: modules
            ) { inputs in try loss.discriminator(real: inputs[0], fake: inputs[1]) },
            CheckedFunction(
                name: "the generator's loss", inputs: [fake], parameters: parameters, modules: modules
            ) { inputs in try loss.generator(real: constant, fake: inputs[0]) },
        ]
    }

    // MARK: Inputs

    private func normal(_ name: String, _ shape: Shape) -> CheckedFunction.Input {
        CheckedFunction.Input(name: name) { $0.normal(shape) }
    }

    private var images: CheckedFunction.Input {
        let shape: Shape = [count, info.channels, info.height, info.width]
        return CheckedFunction.Input(name: "the images") { $0.uniform(shape) * 2 - 1 }
    }
}

/// A pass of training with the same random numbers each time.
private func pass(_ phase: Phase) -> ForwardPass {
    ForwardPass(phase: phase, random: RandomStream(seed: 3, path: phase.rawValue))
}

/// The inner product of all that a discriminator returns with fixed random numbers.
private func projected(_ output: DiscriminatorOutput) -> Tensor {
    let evidence = output.evidence.sorted { $0.key < $1.key }.map { projected($0.value, $0.key) }
    let features = output.features.map { [projected($0, "features")] } ?? []
    return (features + evidence).reduce(projected(output.logits, "logits"), +)
}
