import GANModule
import GANTensor

/// A term of the objective besides the adversarial loss.
public protocol ObjectiveTerm: Module {
    /// What `penalty` reads in `phase`; nothing when it has no term there.
    func needs(in phase: Phase) -> RequiredInputs?
    /// Changes how the generator's batch is drawn. At most one term of a recipe may, for each phase.
    func plan(_ plan: inout BatchLayout, for phase: Phase)
    /// Whether the batch is drawn as `plan` says also before the slot's `from`.
    var plansBeforeStart: Bool { get }
    /// The scalar, without what its slot says of weight and interval.
    /// - Throws: `UndeclaredRead` when it reads what `needs` did not say.
    func penalty(_ step: StepView) throws -> Tensor
    /// Checks itself against the other components once all are made.
    /// - Throws: `RecipeError` that says what to add or change.
    func check(_ composition: Composition) throws
    /// Takes what it keeps of the other components, such as weights that it watches or changes, once everything fits and before
    /// state is loaded or a step is made.
    /// - Throws: `RecipeError` where they have nothing of that kind.
    func join(_ composition: Composition) throws
}

extension ObjectiveTerm {
    public func plan(_ plan: inout BatchLayout, for phase: Phase) {}
    public var plansBeforeStart: Bool { false }
    public func check(_ composition: Composition) throws {}
    public func join(_ composition: Composition) throws {}
}

/// Capability of a term: it changes the latents that images for the adversarial loss are made from.
public protocol LatentEditor: ObjectiveTerm {
    /// - Parameter z: [N, latentSize], normal.
    /// - Returns: the same shape.
    func edited(_ z: Tensor, step: Int, random: RandomStream) -> Tensor
    /// Whether styles of other latents may be mixed into those of `z`; unless said otherwise, they may.
    func allowsStyleMixing(step: Int) -> Bool
}

extension LatentEditor {
    public func allowsStyleMixing(step: Int) -> Bool { true }
}

/// Capability of a term: it holds on to the weights that training begins with, and so depends on a source that they come from.
public protocol SourceDependent: ObjectiveTerm {}

/// A term that a recipe names among its `regularizers`.
///
/// The recipe's slot owns its weight, start, end and interval; the trainer applies them.
public protocol Regularizer: Component, ObjectiveTerm {}
