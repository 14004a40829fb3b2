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

    public var description: String {
        "\(CallPlace(path: path, phase: phase?.rawValue, step: step, isThorough: false)): \(underlying)"
    }

    /// Runs `body` and adds the place to an error that it throws, unless the error has one already. An operation that ends the
    /// process within `body` names the place too.
    /// - Parameter isThorough: whether checks of components within `body` look at values; nil: as around it.
    package static func locating<Result>(
        _ path: String, step: Int? = nil, phase: Phase? = nil, isThorough: Bool? = nil, _ body: () throws -> Result
    ) throws -> Result {
        let place = CallPlace(
            path: path, phase: phase?.rawValue, step: step,
            isThorough: isThorough ?? CallPlace.current?.isThorough ?? false)
        return try locating(at: place, body)
    }

    /// As `locating`, in the phase and step of the component whose code runs, if there is one.
    package static func locatingHere<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        try locating(at: CallPlace.here(path), body)
    }

    /// As `locatingHere` for code that makes a component. Errors of its settings stay as they are: whoever reports them adds path
    /// and key.
    package static func making<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do { return try CallPlace.here(path).run(body) } catch {
            let isComplete = error is RecipeError || error is LocatedRecipeError || error is any LocatedError
            throw isComplete ? error : ComponentError(path: path, underlying: error)
        }
    }

    /// Runs `body` so that an operation that ends the process within it names the place. Errors stay as they are.
    package static func marking<Result>(_ path: String, _ body: () throws -> Result) rethrows -> Result {
        try CallPlace.here(path).run(body)
    }

    /// As `locating` for a part of the component whose code runs.
    /// - Parameter key: of the component's setting that names the part.
    package static func locating<Result>(part key: String, _ body: () throws -> Result) throws -> Result {
        try locatingHere(CallPlace.current.map { "\($0.path).\(key)" } ?? key, body)
    }

    private static func locating<Result>(at place: CallPlace, _ body: () throws -> Result) throws -> Result {
        do {
            return try place.run(body)
        } catch {
            throw error is any LocatedError
                ? error
                : ComponentError(
                    path: place.path, step: place.step, phase: place.phase.flatMap(Phase.init(rawValue:)),
                    underlying: error)
        }
    }
}

extension CallPlace {
    /// The place of a component that is called by the one whose code runs.
    fileprivate static func here(_ path: String) -> CallPlace {
        CallPlace(
            path: path, phase: current?.phase, step: current?.step, isThorough: current?.isThorough ?? false)
    }
}

/// An error that says where it happened, or that asks to leave a step.
package protocol LocatedError: Error {}

extension ComponentError: LocatedError {}
