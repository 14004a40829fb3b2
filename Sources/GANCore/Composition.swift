import GANModule

/// The components of a recipe, made and validated.
public struct Composition {
    public let data: any Dataset
    public let generator: any Generator
    public let discriminator: any Discriminator
    public let augmenter: (any Augmenter)?
    public let loss: any AdversarialLoss
    /// The regularizers in the recipe's order.
    public let regularizers: [RegularizerSlot]
    /// The hooks in the recipe's order.
    public let hooks: [HookSlot]
    /// The run's seed.
    public let seed: UInt64
    private let sections: [any RecipeSection]
    private let makeGenerator: () throws -> (any Generator)?

    /// Holds components that were made and checked. `makeGenerator` makes another generator with the same architecture and initial
    /// weights.
    public init(
        data: any Dataset, generator: any Generator, discriminator: any Discriminator,
        augmenter: (any Augmenter)? = nil,
        loss: any AdversarialLoss, regularizers: [RegularizerSlot] = [], hooks: [HookSlot] = [], seed: UInt64,
        sections: [any RecipeSection] = [], makeGenerator: @escaping () throws -> (any Generator)? = { nil }
    ) {
        (self.data, self.generator, self.discriminator, self.augmenter) = (data, generator, discriminator, augmenter)
        (self.loss, self.regularizers, self.hooks) = (loss, regularizers, hooks)
        (self.seed, self.sections) = (seed, sections)
        self.makeGenerator = makeGenerator
    }

    /// Makes another generator with the same architecture and initial weights, for example for an average of the first. Nil
    /// if the composition was made without `makeGenerator`.
    /// - Throws: what the generator throws that was made once and cannot be made again.
    public var generatorCopy: (any Generator)? {
        get throws { try ComponentError.locatingHere(ComponentRole.generator.section, makeGenerator) }
    }

    /// The settings of a section, or its defaults if the recipe has no such section.
    public func section<S: RecipeSection>(_ type: S.Type) -> S { sections.lazy.compactMap { $0 as? S }.first ?? S() }

    /// The components with weights or state, by their path in the recipe.
    public var modules: [(path: String, module: Module)] {
        var found: [(String, Module)] = [("generator", generator), ("discriminator", discriminator)]
        if let augmenter { found.append(("augment", augmenter)) }
        if let loss = loss as? Module { found.append(("loss", loss)) }
        found += regularizers.map { ("regularizers.\($0.name)", $0.regularizer) }
        return found + hooks.map { ($0.path, $0.hook) }
    }

    /// All terms of the objective besides the adversarial loss: the regularizers, and the term of the discriminator's head
    /// if it has one.
    public var terms: [RegularizerSlot] {
        let head = (discriminator.head as? any ObjectiveTerm).map { RegularizerSlot(headTerm: $0) }
        return regularizers + (head.map { [$0] } ?? [])
    }

    /// The components that observe steps, including nested ones, each with the path of the component that it is part of: a
    /// regularizer may contain an augmenter.
    public var observers: [(path: String, observer: any StepObserver)] {
        livingParts.compactMap { part, module in (module as? any StepObserver).map { (part, $0) } }
    }

    /// All modules of all components, except networks that stay frozen copies.
    private var livingParts: [(path: String, module: Module)] {
        modules.flatMap { part, module in
            let inner = module.modules()
            let kept = inner.filter { $0.module is any FrozenNetwork }.map { "\($0.path)." }
            return inner.filter { path, _ in !kept.contains { path.hasPrefix($0) } }.map { (part, $0.module) }
        }
    }
}

extension Composition {
    /// Makes the component that a setting of a section names.
    /// - Parameter path: of the setting in the recipe: `train.sampler`.
    package func make<Role>(_ reference: ComponentReference<Role>, at path: String) throws -> Role {
        let build = BuildContext(path: path, data: data.info, seed: seed)
        guard let component = try reference.choice().make(build) as? Role else {
            preconditionFailure("a component of the catalog has its role")
        }
        return component
    }

    /// Metrics of all components' state, each under its component's path: `augment.p`.
    package var metrics: [(name: String, value: Double)] {
        get throws {
            try livingParts.flatMap { part, module in
                try ComponentError.locating(part) {
                    let metrics = try (module as? any MetricSource)?.metrics ?? []
                    guard let wrong = metrics.first(where: { !$0.value.isFinite }) else { return metrics }
                    throw ContractViolation(
                        describing: "the metric `\(wrong.name)`", "is \(wrong.value)", expected: "a finite number",
                        fix: "leave it out of `metrics` while it has no value")
                }.map { ("\(part).\($0.name)", $0.value) }
            }
        }
    }
}

/// A term of the objective with its schedule from the recipe.
public struct RegularizerSlot {
    /// The key of its entry.
    public let name: String
    public let regularizer: any ObjectiveTerm
    public let schedule: RegularizerSchedule
    /// Its path in the recipe: `regularizers.r1`.
    package let path: String
    /// Whether its parameters belong to a network and are trained with it.
    package let isPartOfNetwork: Bool

    public init(name: String, regularizer: any ObjectiveTerm, schedule: RegularizerSchedule) {
        (self.name, self.regularizer, self.schedule) = (name, regularizer, schedule)
        (path, isPartOfNetwork) = ("regularizers.\(name)", false)
    }

    /// The term of the discriminator's head, applied at every step.
    fileprivate init(headTerm: any ObjectiveTerm) {
        (name, regularizer, schedule) = ("head", headTerm, RegularizerSchedule())
        (path, isPartOfNetwork) = ("discriminator.head", true)
    }
}

/// When a regularizer applies, and its weight: keys of every entry of `regularizers`.
public struct RegularizerSchedule: ComponentSettings {
    @Setting("weight of the term; at 0 it is computed and reported but has no effect", in: 0...)
    public var weight: Scheduled = 1
    @Setting(
        "interval in steps; a term with interval k > 1 (lazy regularization) is weighted by k and has its own optimizer step",
        in: 1...)
    public var every: Int = 1
    @Setting("first step at which the term applies", in: 0...)
    public var from: Int = 0
    @Setting("first step at which the term no longer applies", in: 0...)
    public var until: Int? = nil

    public init() {}

    public func conflicts() -> [RecipeError] {
        guard let until, until <= from else { return [] }
        return [
            RecipeError(
                key: "until", problem: "the term ends at step \(until) but starts at step \(from)",
                fix: "set `until` above `from`")
        ]
    }

    /// Whether the term applies at `step`, regardless of its interval.
    public func isActive(at step: Int) -> Bool { step >= from && until.map { step < $0 } ?? true }

    /// Whether the term is evaluated at `step`: at multiples of `every`, including step 0, as published for lazy regularization.
    public func isDue(at step: Int) -> Bool { isActive(at: step) && step % every == 0 }
}

extension RegularizerSlot {
    /// Whether the term shares the generator's pass with the adversarial loss: it is due at every step, applies, and uses
    /// the normal batch size. Other terms have their own pass.
    package func sharesPass(in phase: Phase) -> Bool {
        schedule.every == 1 && !schedule.weight.isAlwaysZero && requiredInputs(in: phase) != nil
            && layout(in: phase, count: Self.probe).count == Self.probe
    }

    /// The inputs that the term reads; nil if it does not apply in that phase.
    package func requiredInputs(in phase: Phase) -> RequiredInputs? {
        ComponentError.marking(path) { regularizer.requiredInputs(in: phase) }
    }

    /// Whether the term changes the layout of that pass.
    package func laysOutSharedPass(in phase: Phase) -> Bool {
        sharesPass(in: phase) && layout(in: phase, count: Self.probe) != BatchLayout(count: Self.probe)
    }

    /// The term's layout for a batch of `count`.
    package func layout(in phase: Phase, count: Int) -> BatchLayout {
        var layout = BatchLayout(count: count)
        ComponentError.marking(path) { regularizer.arrange(&layout, for: phase) }
        return layout
    }

    /// A batch size that is divisible by all shares.
    private static var probe: Int { 5040 }
}
