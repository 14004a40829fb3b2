import GANModule
import GANTensor

/// A term of the objective besides the adversarial loss.
public protocol ObjectiveTerm: Module {
    /// The inputs that `penalty` reads in `phase`; nil if the term does not apply in that phase.
    func requiredInputs(in phase: Phase) -> RequiredInputs?
    /// Changes the layout of the generator's batch. At most one term of a recipe may do so in each phase.
    func arrange(_ layout: inout BatchLayout, for phase: Phase)
    /// Whether the batch has this layout also before the slot's `from`.
    var arrangesBeforeStart: Bool { get }
    /// The scalar penalty, without the slot's weight and interval: one element, of shape [] or [1].
    /// - Throws: `UndeclaredRead` if it reads an input that `requiredInputs` did not declare.
    func penalty(_ step: StepView) throws -> Tensor
    /// Validates the term against the other components after all are made.
    /// - Throws: `RecipeError` that says what to add or change.
    func validate(_ composition: Composition) throws
    /// Keeps references to parts of other components, such as weights that it monitors or changes. Called after validation,
    /// before state is loaded and before the first step.
    /// - Throws: `RecipeError` if the components have no such parts.
    func attach(to composition: Composition) throws
}

extension ObjectiveTerm {
    public func arrange(_ layout: inout BatchLayout, for phase: Phase) {}
    public var arrangesBeforeStart: Bool { false }
    public func validate(_ composition: Composition) throws {}
    public func attach(to composition: Composition) throws {}
}

/// Capability of a term: it changes the latents of the images for the adversarial loss.
public protocol LatentEditor: ObjectiveTerm {
    /// The changed latents, with the shape of `z` [N, latentSize], which is standard normal.
    func edited(_ z: Tensor, step: Int, random: RandomStream) throws -> Tensor
    /// Whether styles of other latents may be mixed into those of `z`; the default is true.
    func allowsStyleMixing(step: Int) -> Bool
}

extension LatentEditor {
    public func allowsStyleMixing(step: Int) -> Bool { true }
}

/// Capability of a term or hook: it keeps the initial weights, so it needs a `transfer:` source.
public protocol SourceDependent: Module {}

/// A term in a recipe's `regularizers`.
///
/// Weight, start, end and interval belong to the recipe's slot; the trainer applies them.
public protocol Regularizer: Component, ObjectiveTerm {}
