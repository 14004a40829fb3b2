import GANComponentTesting
import GANCore
import GANModule
import GANTensor
import GANTrain

/// The components of a tiny GAN.
struct TinyParts {
    private var data: any Dataset
    private var generator: any Generator
    private var discriminator: any Discriminator
    private var augmenter: (any Augmenter)?
    private var loss: any AdversarialLoss
    var regularizers: [RegularizerSlot] = []
    private var hooks: [HookSlot] = []
    var settings = TrainSettings()
    /// Whether the component that is taken should compute its blocks again in the backward pass.
    var recomputesBlocks = false
    private var conditioner = choose(TinyNoisyConditioner.self, as: .conditioner)
    private var makeGenerator: () throws -> (any Generator)? = { nil }

    init(_ form: TinyForm) throws {
        let tiny = try tinyComposition { form.apply(to: &$0) }
        (data, generator, discriminator, loss) = (tiny.data, tiny.generator, tiny.discriminator, tiny.loss)
        settings.batch = TinyWorld.batch
        settings.average = nil
        try makeNetworks()
    }

    func composition() -> Composition {
        Composition(
            data: data, generator: generator, discriminator: discriminator, augmenter: augmenter, loss: loss,
            regularizers: regularizers, hooks: hooks, seed: 1, sections: [settings], makeGenerator: makeGenerator)
    }

    /// An extractor needs the metadata of its file of weights.
    struct LacksMetadata: Error {}

    private func build(_ path: String, weights: FrozenWeights? = nil) -> BuildContext {
        BuildContext(
            path: path, data: data.info, seed: 1, conditioner: conditioner, weights: weights,
            recomputesBlocks: recomputesBlocks)
    }

    /// Makes both tiny networks for the data and the conditioner.
    private mutating func makeNetworks() throws {
        let build = build("generator")
        generator = try TinyGenerator(.distinct, build)
        makeGenerator = { try TinyGenerator(.distinct, build) }
        discriminator = try tinyDiscriminator()
    }

    private func tinyDiscriminator() throws -> TinyDiscriminator {
        var settings = TinyDiscriminator.Settings()
        settings.features = 11
        return try TinyDiscriminator(settings, build("discriminator"))
    }

    /// Puts the component into its role.
    /// - Returns: the component that training uses.
    mutating func take(_ choice: ComponentChoice, _ catalog: ComponentCatalog) throws -> any Component {
        let build = build(choice.role.hasSlots ? "\(choice.role.section).\(choice.name)" : choice.role.section)
        switch choice.role {
        case .conditioner: return try takeConditioner(choice)
        case .head:
            let made = try TinyHeadedDiscriminator(choice, data.info, conditioner: conditioner)
            discriminator = made
            guard let head = made.head else { throw TinyWorld.Unfit(reason: "it is no head") }
            return head
        case .sampler, .optimizer, .schedule: return try takeSetting(choice, catalog)
        case .extractor: return try madeExtractor(choice, catalog)
        default: return try take(made(choice, build), choice, build)
        }
    }

    /// With random weights, if it needs a file of them.
    private func madeExtractor(_ choice: ComponentChoice, _ catalog: ComponentCatalog) throws -> any Component {
        let type = catalog.entry(.extractor, choice.name)?.type as? any FeatureExtractor.Type
        let weights = type?.weights.map { _ in FrozenWeights() }
        do { return try made(choice, build(choice.role.section, weights: weights)) } catch {
            throw weights?.lacksMetadata == true ? LacksMetadata() : error
        }
    }

    /// The component, made in a place that names it if an operation ends the process.
    private func made(_ choice: ComponentChoice, _ build: BuildContext) throws -> any Component {
        try ComponentError.locating(build.path) { try choice.make(build) }
    }

    private mutating func take(
        _ component: any Component, _ choice: ComponentChoice, _ build: BuildContext
    ) throws -> any Component {
        switch component {
        case let component as any Generator where choice.role == .generator:
            generator = component
            makeGenerator = { try choice.make(build) as? any Generator }
        case let component as any Discriminator where choice.role == .discriminator: discriminator = component
        case let component as any Augmenter where choice.role == .augmenter: augmenter = component
        case let component as any AdversarialLoss where choice.role == .loss: loss = component
        case let component as any Regularizer where choice.role == .regularizer:
            regularizers = [
                RegularizerSlot(name: choice.name, regularizer: component, schedule: RegularizerSchedule())
            ]
        case let component as any TrainingHook where choice.role == .hook:
            hooks = [HookSlot(name: choice.name, hook: component)]
        case let component as any Dataset where choice.role == .dataset:
            data = component
            try makeNetworks()
        default: break  // No part of training.
        }
        return component
    }

    /// Both networks get the conditioner; only the discriminator, if it refuses the generator.
    private mutating func takeConditioner(_ choice: ComponentChoice) throws -> any Component {
        let other = conditioner
        conditioner = choice
        do { try makeNetworks() } catch {
            let discriminator = try tinyDiscriminator()
            conditioner = other
            try makeNetworks()
            self.discriminator = discriminator
        }
        guard let component = discriminator.conditioner else {
            throw TinyWorld.Unfit(reason: "the data have no labels")
        }
        return component
    }

    /// A component that a setting names.
    private mutating func takeSetting(_ choice: ComponentChoice, _ catalog: ComponentCatalog) throws -> any Component {
        let problems = ProblemCollector()
        let reader = SettingReader(choice.node, path: choice.role.section, catalog: catalog, problems: problems)
        switch choice.role {
        case .sampler:
            if let sampler = ComponentReference<any Sampler>.read(reader) {
                (settings.sampler, settings.fakeSampler) = (sampler, sampler)
            }
        case .optimizer:
            if let optimizer = OptimizerSetting.read(reader) {
                (settings.generatorOptimizer, settings.discriminatorOptimizer) = (optimizer, optimizer)
            }
        default:
            var schedule = RegularizerSchedule()
            if let weight = Scheduled.read(reader) { schedule.weight = weight }
            regularizers = [RegularizerSlot(name: "tiny_penalty", regularizer: TinyPenalty(), schedule: schedule)]
        }
        if let problem = problems.problems.first { throw TinyWorld.Unfit(reason: problem.description) }
        return try made(choice, build(choice.role.section))
    }
}

extension TinyGenerator.Settings {
    /// Sizes that no other axis has.
    fileprivate static var distinct: Self {
        var settings = Self()
        (settings.latentSize, settings.styleSize) = (7, 9)
        return settings
    }
}

extension ComponentRole {
    /// Whether a recipe has a map of named components of the role.
    fileprivate var hasSlots: Bool { self == .regularizer || self == .hook }
}
