import GANModule

/// Everything that a recipe named, made and checked.
public struct Composition {
    public let data: any Dataset
    public let generator: any Generator
    public let discriminator: any Discriminator
    public let augmenter: (any Augmenter)?
    public let loss: any AdversarialLoss
    /// In the recipe's order.
    public let regularizers: [RegularizerSlot]
    /// The run's seed.
    public let seed: UInt64
    private let sections: [any RecipeSection]
    private let makeGenerator: () -> (any Generator)?

    /// - Parameter makeGenerator: makes another generator like the first.
    public init(
        data: any Dataset, generator: any Generator, discriminator: any Discriminator,
        augmenter: (any Augmenter)? = nil,
        loss: any AdversarialLoss, regularizers: [RegularizerSlot] = [], seed: UInt64,
        sections: [any RecipeSection] = [], makeGenerator: @escaping () -> (any Generator)? = { nil }
    ) {
        (self.data, self.generator, self.discriminator, self.augmenter) = (data, generator, discriminator, augmenter)
        (self.loss, self.regularizers, self.seed, self.sections) = (loss, regularizers, seed, sections)
        self.makeGenerator = makeGenerator
    }

    /// Another generator of the same make and the same initial weights, such as one that averages the first; nothing where the
    /// composition was made by hand without a way to.
    public var generatorCopy: (any Generator)? { makeGenerator() }

    /// A section's settings; its defaults where the recipe has none.
    public func section<S: RecipeSection>(_ type: S.Type) -> S { sections.lazy.compactMap { $0 as? S }.first ?? S() }

    /// The parts that hold weights or state, by their path in the recipe.
    public var modules: [(path: String, module: Module)] {
        var found: [(String, Module)] = [("generator", generator), ("discriminator", discriminator)]
        if let augmenter { found.append(("augment", augmenter)) }
        if let loss = loss as? Module { found.append(("loss", loss)) }
        return found + regularizers.map { ("regularizers.\($0.name)", $0.regularizer) }
    }

    /// Everything that the networks train for besides the adversarial loss: the regularizers, and what the discriminator's head
    /// adds.
    public var terms: [RegularizerSlot] {
        let head = (discriminator.head as? any ObjectiveTerm).map { RegularizerSlot(headTerm: $0) }
        return regularizers + (head.map { [$0] } ?? [])
    }

    /// The parts that watch steps, parts of parts included: an augmenter may belong to a regularizer.
    public var observers: [any StepObserver] {
        livingParts.compactMap { $0.module as? any StepObserver }
    }

    /// Every module of every part, but for networks that are kept as they were.
    private var livingParts: [(path: String, module: Module)] {
        modules.flatMap { part, module in
            let inner = module.modules()
            let kept = inner.filter { $0.module is any FrozenNetwork }.map { "\($0.path)." }
            return inner.filter { path, _ in !kept.contains { path.hasPrefix($0) } }.map { (part, $0.module) }
        }
    }
}

extension Composition {
    /// Of the state of all parts, each under its part's path: `augment.p`.
    package var figures: [(name: String, value: Double)] {
        livingParts.flatMap { part, module in
            ((module as? any MetricSource)?.figures ?? []).map { ("\(part).\($0.name)", $0.value) }
        }
    }
}

/// A term of the objective with what the recipe's slot says of it.
public struct RegularizerSlot {
    /// The key of its entry.
    public let name: String
    public let regularizer: any ObjectiveTerm
    public let schedule: RegularizerSchedule
    /// Where it stands in the recipe: `regularizers.r1`.
    package let path: String
    /// Whether its parameters are a network's, and train with that.
    package let isPartOfNetwork: Bool

    public init(name: String, regularizer: any ObjectiveTerm, schedule: RegularizerSchedule) {
        (self.name, self.regularizer, self.schedule) = (name, regularizer, schedule)
        (path, isPartOfNetwork) = ("regularizers.\(name)", false)
    }

    /// What the discriminator's head adds at every step.
    fileprivate init(headTerm: any ObjectiveTerm) {
        (name, regularizer, schedule) = ("head", headTerm, RegularizerSchedule())
        (path, isPartOfNetwork) = ("discriminator.head", true)
    }
}

/// When a regularizer counts, and how much: keys of every entry of `regularizers`.
public struct RegularizerSchedule: ComponentSettings {
    @Setting("factor of the term; at 0 it is computed and reported, and changes nothing", in: 0...)
    public var weight: Double = 1
    @Setting(
        "steps from one evaluation to the next; a lazy term counts that many times and has an optimizer step of its own",
        in: 1...)
    public var every: Int = 1
    @Setting("first step at which it counts", in: 0...)
    public var from: Int = 0
    @Setting("first step at which it no longer counts", in: 0...)
    public var until: Int? = nil

    public init() {}

    public func conflicts() -> [RecipeError] {
        guard let until, until <= from else { return [] }
        return [
            RecipeError(
                key: "until", problem: "it ends at step \(until), but begins at \(from)", fix: "end after it begins")
        ]
    }

    /// Whether the term counts at `step`, lazy or not.
    public func isActive(at step: Int) -> Bool { step >= from && until.map { step < $0 } ?? true }

    /// Whether it is evaluated at `step`: every multiple of `every`, step 0 included, as published for lazy terms.
    public func isDue(at step: Int) -> Bool { isActive(at: step) && step % every == 0 }
}

extension RegularizerSlot {
    /// Whether the term uses the same pass of the generator as the adversarial loss: it is due at every step, counts, and takes
    /// the batch's size as it is. Any other has a pass of its own.
    package func sharesPass(in phase: Phase) -> Bool {
        schedule.every == 1 && schedule.weight > 0 && regularizer.needs(in: phase) != nil
            && plan(in: phase, count: Self.probe).count == Self.probe
    }

    /// Whether it changes how that pass is drawn.
    package func laysOutSharedPass(in phase: Phase) -> Bool {
        sharesPass(in: phase) && plan(in: phase, count: Self.probe) != BatchLayout(count: Self.probe)
    }

    /// Its plan for a batch of `count`.
    package func plan(in phase: Phase, count: Int) -> BatchLayout {
        var plan = BatchLayout(count: count)
        regularizer.plan(&plan, for: phase)
        return plan
    }

    /// A batch that any share of divides.
    private static var probe: Int { 5040 }
}
