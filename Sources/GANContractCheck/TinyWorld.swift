import GANComponentTesting
import GANCore
import GANModule
import GANTensor
import GANTrain

/// Makes tiny GANs that have a component in its role. Each is new and equal to the others.
struct TinyWorld {
    let choice: ComponentChoice
    let catalog: ComponentCatalog
    /// The images of the tiny data.
    var form = Form(size: 4, channels: 1)

    /// Size of the images of the tiny data. Networks accept different ones.
    struct Form {
        let size: Int
        let channels: Int

        static let all = [(4, 1), (8, 1), (8, 3), (16, 3), (32, 3), (64, 3)].map { Form(size: $0.0, channels: $0.1) }
    }

    struct Made {
        let composition: Composition
        let component: any Component
    }

    /// A component does not fit the tiny GAN.
    struct Unfit: Error {
        let reason: String
    }

    /// - Parameter change: changes the settings of training.
    /// - Throws: `Unfit` if a component refuses the others or their settings; other errors of components.
    func made(_ change: (inout TrainSettings) -> Void = { _ in }) throws -> Made {
        do {
            var parts = try Parts(form)
            let component = try parts.take(choice, catalog)
            change(&parts.settings)
            let composition = parts.composition()
            try validate(composition)
            return Made(composition: composition, component: component)
        } catch {
            throw Self.refusal(error) ?? error
        }
    }

    /// The component before it has references to others.
    func unattached() throws -> any Component {
        do {
            var parts = try Parts(form)
            return try parts.take(choice, catalog)
        } catch { throw Self.refusal(error) ?? error }
    }

    private static func refusal(_ error: any Error) -> Unfit? {
        switch error {
        case let error as RecipeError: Unfit(reason: "\(error)")
        case let error as LocatedRecipeError: Unfit(reason: "`\(error.place)`: \(error.error)")
        case let error as ComponentError:
            refusal(error.underlying).map { Unfit(reason: "`\(error.path)`: \($0.reason)") }
        default: nil
        }
    }

    /// As for a recipe, before training.
    private func validate(_ composition: Composition) throws {
        for slot in composition.terms {
            try ComponentError.locating(slot.path) { try slot.regularizer.validate(composition) }
        }
        for slot in composition.hooks {
            try ComponentError.locating(slot.path) { try slot.hook.validate(composition) }
        }
        try composition.section(TrainSettings.self).validate(composition)
        for slot in composition.terms {
            try ComponentError.locating(slot.path) { try slot.regularizer.attach(to: composition) }
        }
        for slot in composition.hooks {
            try ComponentError.locating(slot.path) { try slot.hook.attach(to: composition) }
        }
    }
}

/// The components of a tiny GAN.
private struct Parts {
    private var data: any Dataset
    private var generator: any Generator
    private var discriminator: any Discriminator
    private var augmenter: (any Augmenter)?
    private var loss: any AdversarialLoss
    private var regularizers: [RegularizerSlot] = []
    private var hooks: [HookSlot] = []
    var settings = TrainSettings()
    private var conditioner = choose(TinyNoisyConditioner.self, as: .conditioner)
    private var makeGenerator: () -> (any Generator)? = { nil }

    init(_ form: TinyWorld.Form) throws {
        let tiny = try tinyComposition { ($0.size, $0.channels) = (form.size, form.channels) }
        (data, generator, discriminator, loss) = (tiny.data, tiny.generator, tiny.discriminator, tiny.loss)
        settings.batch = 8
        settings.average = nil
        try makeNetworks()
    }

    func composition() -> Composition {
        Composition(
            data: data, generator: generator, discriminator: discriminator, augmenter: augmenter, loss: loss,
            regularizers: regularizers, hooks: hooks, seed: 1, sections: [settings], makeGenerator: makeGenerator)
    }

    private func build(_ path: String) -> BuildContext {
        BuildContext(path: path, data: data.info, seed: 1, conditioner: conditioner)
    }

    /// Makes both tiny networks for the data and the conditioner.
    private mutating func makeNetworks() throws {
        let build = build("generator")
        generator = try TinyGenerator(.init(), build)
        makeGenerator = { try? TinyGenerator(.init(), build) }
        discriminator = try TinyDiscriminator(.init(), self.build("discriminator"))
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
        default: return try take(made(choice, build), choice, build)
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
            makeGenerator = { (try? choice.make(build)) as? any Generator }
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
            let discriminator = try TinyDiscriminator(.init(), build("discriminator"))
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

extension ComponentRole {
    /// Whether a recipe has a map of named components of the role.
    fileprivate var hasSlots: Bool { self == .regularizer || self == .hook }
}
