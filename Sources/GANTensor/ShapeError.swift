/// The error of operands that do not fit an operation: names the operation, the shapes and the axis.
public struct ShapeError: Error, Equatable, CustomStringConvertible {
    public let operation: String
    public let problem: String

    package init(_ operation: String, _ problem: String) {
        self.operation = operation
        self.problem = problem
    }

    public var description: String { "\(operation): \(problem)" }
}

/// Ends the process with `error`'s message. Operators cannot throw. Recipes are validated before any
/// operator runs, so this message is for the author of a network or a plugin.
func stop(_ error: ShapeError, file: StaticString = #fileID, line: UInt = #line) -> Never {
    let place = CallPlace.current.map { "\($0): " } ?? ""
    fatalError("\(place)\(error)", file: file, line: line)
}

/// The value of `rule`; ends the process with the message of its error.
func orFatalError<Value>(_ rule: () throws(ShapeError) -> Value) -> Value {
    do { return try rule() } catch { stop(error) }
}

/// Throws unless `condition` holds.
func check(
    _ condition: Bool, _ operation: String, _ problem: @autoclosure () -> String
) throws(ShapeError) {
    if !condition { throw ShapeError(operation, problem()) }
}
