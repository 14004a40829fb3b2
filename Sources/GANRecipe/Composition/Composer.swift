import GANCore
import GANModule
import GANTensor

/// Makes the components of a checked recipe and validates them against each other.
package struct Composer {
    private let recipe: CheckedRecipe
    private let classOrder: [String]
    private let report: PreparationReport
    private let problems = ComponentProblems()

    private init(
        _ recipe: CheckedRecipe, classOrder: [String] = [], _ report: @escaping PreparationReport = { _ in }
    ) {
        (self.recipe, self.classOrder, self.report) = (recipe, classOrder, report)
    }

    /// Opens the data of a recipe, and makes nothing else yet.
    /// - Parameters:
    /// - classOrder: see `BuildContext.classOrder`.
    /// - report: receives the progress of opening the data.
    /// - Throws: all problems of the data.
    package static func open(
        _ recipe: CheckedRecipe, classOrder: [String] = [], report: @escaping PreparationReport = { _ in }
    ) throws(RecipeErrors) -> OpenedRecipe {
        let composer = Composer(recipe, classOrder: classOrder, report)
        let data: (any Dataset)? = composer.build(.dataset, info: nil)
        guard let data else { throw composer.errors }
        let info = ComponentError.marking(ComponentRole.dataset.section) { data.info }
        composer.refuse(imagesOf: info)
        guard composer.problems.isEmpty else { throw composer.errors }
        return OpenedRecipe(composer: composer, data: data, info: info)
    }

    /// Opens the data of a recipe, and makes its components.
    /// - Parameters: as those of `open`.
    /// - Throws: all problems at once.
    package static func compose(
        _ recipe: CheckedRecipe, classOrder: [String] = [], report: @escaping PreparationReport = { _ in }
    ) throws(RecipeErrors) -> Composition {
        try open(recipe, classOrder: classOrder, report: report).compose()
    }

    /// Makes only the generator, as `compose` makes it for data with this `DatasetInfo`. Opens no data.
    /// - Throws: all problems at once.
    package static func generator(
        of recipe: CheckedRecipe, _ info: DatasetInfo
    ) throws(RecipeErrors) -> any Generator {
        try network(.generator, of: recipe, info)
    }

    /// Makes only the discriminator. Opens no data.
    /// - Throws: all problems at once.
    package static func discriminator(
        of recipe: CheckedRecipe, _ info: DatasetInfo
    ) throws(RecipeErrors) -> any Discriminator {
        try network(.discriminator, of: recipe, info)
    }

    private static func network<Network>(
        _ role: ComponentRole, of recipe: CheckedRecipe, _ info: DatasetInfo
    ) throws(RecipeErrors) -> Network {
        let composer = Composer(recipe) { _ in }
        composer.refuse(imagesOf: info)
        guard composer.problems.isEmpty else { throw composer.errors }
        Backends.withoutElements {
            let outline: Network? = composer.build(role, info: info)
            if let module = outline as? Module { composer.refuse([(role.section, module)]) }
        }
        guard composer.problems.isEmpty else { throw composer.errors }
        let network: Network? = composer.build(role, info: info)
        guard let network, composer.problems.isEmpty else { throw composer.errors }
        return network
    }

    // MARK: Making

    /// Makes and checks the components.
    fileprivate func composition(_ data: any Dataset, _ info: DatasetInfo) throws(RecipeErrors) -> Composition {
        guard let composition = make(data, info) else { throw errors }
        validate(composition)
        if problems.isEmpty { apply(to: composition) }
        guard problems.isEmpty else { throw errors }
        return composition
    }

    private func make(_ data: any Dataset, _ info: DatasetInfo) -> Composition? {
        let generator: (any Generator)? = build(.generator, info: info)
        let discriminator: (any Discriminator)? = build(.discriminator, info: info)
        let loss: (any AdversarialLoss)? = build(.loss, info: info)
        let augmenter: (any Augmenter)? = build(.augmenter, info: info)
        let slots = recipe.regularizers.compactMap { slot in
            attempt(at: "regularizers.\(slot.name)") { path in
                try slot.choice.make(context(path, info)) as? any Regularizer
            }.map { RegularizerSlot(name: slot.name, regularizer: $0, schedule: slot.schedule) }
        }
        let hooks = recipe.hooks.compactMap { slot in
            attempt(at: "\(ComponentRole.hook.section).\(slot.name)") { path in
                try slot.choice.make(context(path, info)) as? any TrainingHook
            }.map { HookSlot(name: slot.name, hook: $0) }
        }
        guard let generator, let discriminator, let loss, problems.isEmpty else { return nil }
        return Composition(
            data: data, generator: generator, discriminator: discriminator, augmenter: augmenter, loss: loss,
            regularizers: slots, hooks: hooks, seed: UInt64(recipe.top.seed), sections: recipe.sections.map(\.settings),
            makeGenerator: twinMaker(info))
    }

    private func twinMaker(_ info: DatasetInfo) -> () throws -> (any Generator)? {
        let choice = recipe.components[.generator]
        let context = context(ComponentRole.generator.section, info)
        return { try choice?.make(context) as? any Generator }
    }

    private func build<Role>(_ role: ComponentRole, info: DatasetInfo?) -> Role? {
        recipe.components[role].flatMap { choice in
            attempt(at: role.section) { try choice.make(context($0, info ?? .unknown)) as? Role }
        }
    }

    private func context(_ path: String, _ info: DatasetInfo) -> BuildContext {
        BuildContext(
            path: path, data: info, seed: UInt64(recipe.top.seed), conditioner: recipe.components[.conditioner],
            classOrder: classOrder, precision: computation?.networkPrecision ?? .float32,
            recomputesBlocks: computation?.recompute == .blocks, report: report)
    }

    /// The section of the recipe that states how networks compute.
    private var computation: (any ComputationSection)? {
        recipe.sections.lazy.compactMap { $0.settings as? any ComputationSection }.first
    }

    // MARK: Memory

    /// Reports images of which not one would fit into memory.
    private func refuse(imagesOf info: DatasetInfo) {
        let bytes = Double(info.channels) * Double(info.height) * Double(info.width) * 4
        guard let limit = Backends.memoryLimit, bytes > Double(limit) else { return }
        problems.add(
            RecipeProblem(
                "`data`: an image of \(info.channels)×\(info.height)×\(info.width) needs \(MemoryText.size(bytes)), but "
                    + MemoryText.limit(limit), at: mark(ComponentRole.dataset.section), hint: "use a smaller resolution"
            ))
    }

    /// Reports networks that would not fit into memory.
    /// - Parameter networks: with their paths in the recipe.
    fileprivate func refuse(_ networks: [(path: String, module: Module)]) {
        let sizes = networks.map { ($0.path, $0.module.byteCount) }
        let total = sizes.reduce(0) { $0 + $1.1 }
        guard let limit = Backends.memoryLimit, total > Double(limit), let largest = sizes.max(by: { $0.1 < $1.1 })
        else {
            return
        }
        problems.add(
            RecipeProblem(
                "`\(largest.0)` needs \(MemoryText.size(largest.1)) for its numbers alone, but \(MemoryText.limit(limit))",
                at: mark(largest.0), hint: "use a smaller network or resolution",
                notes: sizes.count == 1 ? [] : sizes.map { "\($0.0): \(MemoryText.size($0.1))" }))
    }

    // MARK: Checking

    private func validate(_ composition: Composition) {
        if recipe.components[.conditioner] != nil, composition.data.info.labelSize == 0 {
            problems.add(
                RecipeProblem(
                    "`conditioner` needs labels, but the data has none", at: mark("conditioner"),
                    hint: "remove `conditioner`, or use labeled data"))
        }
        for slot in composition.terms {
            attempt(at: slot.path) { _ in
                try slot.regularizer.validate(composition)
                try checkStyles(slot, composition)
            }
        }
        for slot in composition.hooks {
            attempt(at: slot.path) { _ in try slot.hook.validate(composition) }
        }
        for section in recipe.sections {
            attempt(at: section.name) { _ in try section.settings.validate(composition) }
        }
        for phase in Phase.allCases { checkLayouts(composition, phase) }
    }

    private func apply(to composition: Composition) {
        for slot in composition.terms {
            attempt(at: slot.path) { _ in try slot.regularizer.attach(to: composition) }
        }
        for slot in composition.hooks {
            attempt(at: slot.path) { _ in try slot.hook.attach(to: composition) }
        }
        for section in recipe.sections {
            attempt(at: section.name) { _ in try section.settings.apply(to: composition) }
        }
    }

    private func checkStyles(_ slot: RegularizerSlot, _ composition: Composition) throws {
        let reads = Phase.allCases.contains { slot.requiredInputs(in: $0)?.contains(.styles) ?? false }
        guard reads, !(composition.generator is any StyleGenerator) else { return }
        throw RecipeError(
            problem: "it needs a generator with styles, but this generator has none",
            fix: "use a generator with styles, or remove this component")
    }

    /// Two terms that are due at every step share the generator's pass with the adversarial loss. Only one of them can change
    /// the batch layout.
    private func checkLayouts(_ composition: Composition, _ phase: Phase) {
        let editors = composition.regularizers.filter { $0.laysOutSharedPass(in: phase) }
        guard let first = editors.first else { return }
        for second in editors.dropFirst() {
            problems.add(
                RecipeProblem(
                    "`\(first.name)` and `\(second.name)` both change the layout of the generator's batch in the \(phase.rawValue)'s phase",
                    at: mark("regularizers.\(second.name)"),
                    hint:
                        "set `every` to 2 or more for one of the two, so that it gets a forward pass of its own, or remove one of the two"
                ))
        }
    }

    // MARK: Problems

    /// Returns the value of `body`, or nil after reporting the errors it threw.
    @discardableResult private func attempt<Value>(at path: String, _ body: (String) throws -> Value?) -> Value? {
        do { return try ComponentError.making(path) { try body(path) } } catch {
            problems.note(error, at: path)
            return nil
        }
    }

    fileprivate var hasProblems: Bool { !problems.isEmpty }
    fileprivate var errors: RecipeErrors { RecipeErrors(problems.problems(mark)) }

    /// The source position of the deepest part of the path that the recipe contains.
    private func mark(_ path: String) -> SourceMark? {
        var node = recipe.tree
        var mark: SourceMark?
        for key in path.split(separator: ".") {
            guard let entry = node.entry(String(key)) else { break }
            if case .scalar = entry.value.content { mark = entry.value.mark } else { mark = entry.keyMark }
            node = entry.value
        }
        return mark
    }
}

/// A recipe whose data are open.
package struct OpenedRecipe {
    fileprivate let composer: Composer
    fileprivate let data: any Dataset
    fileprivate let info: DatasetInfo

    /// Makes the components without the elements of their tensors: this takes little time and memory, whatever their size.
    /// - Parameter body: gets the composition, which must not be used after it. It runs in `Backends.withoutElements`.
    /// - Throws: `RecipeErrors` with all problems; errors of `body`.
    package func outlined<Result>(_ body: (Composition) throws -> Result) throws -> Result {
        try Backends.withoutElements { try body(composer.composition(data, info)) }
    }

    /// Makes the components.
    /// - Throws: all problems at once. If the networks need more memory than there is, nothing was made.
    package func compose() throws(RecipeErrors) -> Composition {
        let problems = Backends.withoutElements { () -> RecipeErrors? in
            do throws(RecipeErrors) {
                composer.refuse(try composer.composition(data, info).modules)
                return composer.hasProblems ? composer.errors : nil
            } catch { return error }
        }
        if let problems { throw problems }
        return try composer.composition(data, info)
    }
}

extension Module {
    /// Bytes of the parameters and of tensors that are state.
    fileprivate var byteCount: Double {
        let own = parameters().map(\.parameter.stored) + buffers().compactMap { $0.buffer.value as? Tensor }
        return own.reduce(0) { $0 + Double($1.count) * Double($1.dtype.byteWidth) }
    }
}

extension DatasetInfo {
    /// Describes data that is not known yet, while the data set itself is made.
    fileprivate static var unknown: DatasetInfo {
        DatasetInfo(count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
    }
}
