import GANTensor

/// An error of a component, with the component's path in the recipe and the place in training.
public struct ComponentError: Error, CustomStringConvertible {
    /// `discriminator`, `regularizers.r1`.
    public let path: String
    /// Nil outside a step.
    public let step: Int?
    /// Nil outside a phase.
    public let phase: Phase?
    /// The error that the component threw.
    public let underlying: any Error

    package init(path: String, step: Int? = nil, phase: Phase? = nil, underlying: any Error) {
        (self.path, self.step, self.phase, self.underlying) = (path, step, phase, underlying)
    }

    public var description: String { Self.place(path, step, phase) + ": \(underlying)" }

    private static func place(_ path: String, _ step: Int?, _ phase: Phase?) -> String {
        let parts = ["`\(path)`", phase.map { "\($0.rawValue)'s phase" }, step.map { "step \($0)" }]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    /// Runs `body` and adds the place to an error that it throws, unless the error has one already. An operation that ends the
    /// process within `body` names the place too.
    package static func locating<Result>(
        _ path: String, step: Int? = nil, phase: Phase? = nil, _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try CallPlace.$current.withValue(place(path, step, phase), operation: body)
        } catch {
            throw error is any LocatedError
                ? error : ComponentError(path: path, step: step, phase: phase, underlying: error)
        }
    }
}

/// An error that says where it happened, or that asks to leave a step.
package protocol LocatedError: Error {}

extension ComponentError: LocatedError {}
