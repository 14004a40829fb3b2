import GANModule
import GANTensor

/// Observes training, attaches to networks, or modifies them. Entries of a recipe's `hooks`.
///
/// A hook adds nothing to the objective; that is a `Regularizer`'s work. It observes steps (`StepObserver`), may report metrics
/// (`MetricSource`, or measured at `StepEvent.records`), and keeps state in `@Buffer` properties, which checkpoints save.
public protocol TrainingHook: Component, StepObserver {
    /// Validates the hook against the other components after all are made.
    /// - Throws: `RecipeError` that says what to add or change.
    func validate(_ composition: Composition) throws
    /// Keeps references to parts of other components, or modifies networks, for example by freezing parameters. Called after
    /// validation and after all regularizers are attached, before state is loaded and before the first step.
    /// - Throws: `RecipeError` if the components have no such parts.
    func attach(to composition: Composition) throws
    /// The inputs that `inspect` reads in `phase`; nil if it is not called in that phase.
    func requiredInputs(in phase: Phase) -> RequiredInputs?
    /// Looks at a pass of the adversarial loss before the update that follows it. May run further passes and differentiate
    /// through them, but changes no weights. With micro-batches it is called for each of them; a hook that requires `.wholeBatch` is called
    /// once, with a pass of its own.
    /// - Throws: `UndeclaredRead` if it reads an input that `requiredInputs` did not declare.
    func inspect(_ step: StepView) throws
    /// The phase whose optimizer trains the hook's own parameters.
    var trainingPhase: Phase { get }
}

extension TrainingHook {
    public func validate(_ composition: Composition) throws {}
    public func attach(to composition: Composition) throws {}
    public func requiredInputs(in phase: Phase) -> RequiredInputs? { nil }
    public func inspect(_ step: StepView) throws {}
    public var trainingPhase: Phase { .generator }
    public func observe(_ event: StepEvent) throws {}
}

/// Capability of a hook: until recipes had hooks it was a regularizer, and its random numbers stay those of a regularizer of
/// the same name, so that the same recipe trains to the same weights.
package protocol FormerRegularizer: TrainingHook {}

/// A hook with its name in the recipe.
public struct HookSlot {
    /// The key of its entry.
    public let name: String
    public let hook: any TrainingHook

    public init(name: String, hook: any TrainingHook) { (self.name, self.hook) = (name, hook) }

    /// Its path in the recipe: `hooks.freeze`.
    package var path: String { "\(ComponentRole.hook.section).\(name)" }

    /// The inputs that the hook reads; nil if it is not called in that phase.
    package func requiredInputs(in phase: Phase) -> RequiredInputs? {
        ComponentError.marking(path) { hook.requiredInputs(in: phase) }
    }

    /// The key of its random numbers.
    package var randomPath: String {
        hook is any FormerRegularizer ? "\(ComponentRole.regularizer.section).\(name)" : path
    }
}

extension BuildContext {
    /// The random numbers of a hook that is a `FormerRegularizer`: those of the regularizer that it was before.
    package var randomOfFormerRegularizer: RandomStream {
        random(at: "\(ComponentRole.regularizer.section).\(path.split(separator: ".").last ?? "")")
    }
}
