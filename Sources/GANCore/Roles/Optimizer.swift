import GANModule
import GANTensor

/// Changes the parameters of a network along their gradients. Each network has an optimizer of its own.
///
/// `Module` provides `addState` and `loadState`: an optimizer that is a module keeps its state in `@Buffer` properties.
public protocol Optimizer: Component {
    /// Receives the parameters that it trains. Called once, before state is loaded and before the first update.
    /// - Parameters:
    ///   - parameters: at least one, by path in the recipe; none is frozen.
    ///   - lazyIntervals: the interval of each lazy term of the network, in updates of the network (METHODS §2.6). Such a term makes an
    ///     additional update at its interval, which an optimizer may compensate by smaller rates.
    func attach(to parameters: [(path: String, parameter: Parameter)], lazyIntervals: [Int]) throws
    /// How far an update moves a parameter at most, for optimizers that divide gradients by their size; nil if it depends on
    /// the size of gradients.
    func stepSize(at position: TrainingPosition) -> Double?
    /// Whether an update has reached a parameter. Later updates without a gradient for it then pass zeros instead of nil.
    /// - Parameter index: of the parameter, in the order of `attach`.
    func hasUpdated(_ index: Int) -> Bool
    /// Changes every parameter that has a gradient. All gradients are finite, and so are their squares.
    /// - Parameters:
    ///   - gradients: one per parameter, in the order of `attach`.
    ///   - position: of the current step; schedules are evaluated at it.
    func update(with gradients: ParameterGradients, at position: TrainingPosition) throws
    /// Adds everything that the next update depends on, with `prefix` before each name.
    func addState(to writer: inout SafetensorsWriter, prefix: String)
    /// Loads what `addState` added.
    /// - Throws: `StateMismatch`, `DamagedState`, `SafetensorsError`. Nothing changes unless the whole file fits.
    func loadState(from file: SafetensorsFile, prefix: String) throws
}

extension Optimizer {
    public func stepSize(at position: TrainingPosition) -> Double? { nil }
}

/// The gradients of one update.
public struct ParameterGradients {
    /// One per parameter, in its shape; nil if the loss does not depend on the parameter.
    public let values: [Tensor?]
    /// [number of all elements]: all gradients, concatenated, with zeros for nil.
    public let flat: Tensor

    /// - Precondition: one gradient per parameter, at least one, and all parameters have one type.
    package init(_ values: [Tensor?], of parameters: [Parameter]) {
        precondition(values.count == parameters.count, "\(values.count) gradients for \(parameters.count) parameters")
        self.values = values
        let parts = zip(parameters, values).map { parameter, gradient in
            gradient?.reshaped(-1) ?? .zeros([parameter.shape.count], dtype: parameter.stored.dtype)
        }
        flat = concatenate(parts, axis: 0)
    }
}
